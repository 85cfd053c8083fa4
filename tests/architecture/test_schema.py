"""Migrations make exactly the tables that the models describe, and can be taken back with rows in them."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from selfcare import create_app, database
from selfcare.complaints.models import Complaint
from selfcare.config import Settings
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from tests import builders
from tests.architecture.places import PACKAGE
from tests.conftest import SECRET_KEY

for _models in sorted(PACKAGE.glob("*/models.py")):  # also those that no page needs
    importlib.import_module(f"selfcare.{_models.parent.name}.models")


@pytest.fixture
def empty_portal(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal on a database of its own, with nothing in it."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        fresh = f"sqlite:///{tmp_path}/empty.db"
    else:
        _statement_on(database_url, "CREATE DATABASE schema_test")
        fresh = url.set(database="schema_test").render_as_string(hide_password=False)
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=fresh), create_database=True)
    with app.app_context():
        yield app
        database.session().close()
        database.db.engine.dispose()
    if url.get_backend_name() != "sqlite":
        _statement_on(database_url, "DROP DATABASE schema_test WITH (FORCE)")


def test_migrations_make_what_the_models_describe(empty_portal: Flask) -> None:
    database.migrations.upgrade()

    assert database.migrations.compare_metadata() == []


def test_there_is_one_newest_migration(empty_portal: Flask) -> None:
    assert len(database.migrations.heads()) == 1


def test_every_migration_goes_down_and_up_with_rows_in_the_tables(empty_portal: Flask) -> None:
    database.migrations.upgrade()
    builders.make_anna(database.session(), builders.make_tariff(database.session()))
    database.session().commit()
    database.session().close()

    database.migrations.downgrade("base")
    database.migrations.upgrade()

    assert database.migrations.compare_metadata() == []


def test_parts_of_a_usage_period_become_one_when_nobody_knows_parts(empty_portal: Flask) -> None:
    database.migrations.upgrade()
    session = database.session()
    anna = builders.make_anna(session, builders.make_tariff(session))
    line = session.scalars(lines_of(anna)).first()
    assert line is not None
    for seconds in (60, 180, 10):
        builders.make_record(session, builders.make_period(session, line), seconds=seconds)
    session.commit()
    session.close()

    database.migrations.downgrade("0013")

    rows = session.execute(
        text("SELECT t.records, t.seconds FROM usage_total t JOIN usage_period p ON p.id = t.period_id")
    )
    assert [tuple(row) for row in rows] == [(3, 250)]
    assert session.scalar(text("SELECT count(DISTINCT period_id) FROM usage_record")) == 1
    session.close()
    database.migrations.upgrade()
    assert database.migrations.compare_metadata() == []


def _statement_on(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_what_open_complaints_claim_is_written_down_to_their_invoices(empty_portal: Flask) -> None:
    database.migrations.upgrade()
    session = database.session()
    anna = builders.make_anna(session, builders.make_tariff(session))
    invoices = [builders.make_invoice(session, anna, number) for number in ("FV/1", "FV/2")]
    for state in ("filed", "confirming", "answered"):
        moments = {"drafted_at": builders.NOON, "changed_at": builders.NOON}
        facts = {"number": state, "draft": state, "kind": "charge", "language": "pl", "state": state, **moments}
        session.add(Complaint(customer=anna, invoice=invoices[0], claimed=Money(1500), **facts))
    session.commit()
    session.close()
    database.migrations.downgrade("0014")

    database.migrations.upgrade()

    rows = session.execute(text("SELECT number, disputed FROM invoice ORDER BY number"))
    assert [tuple(row) for row in rows] == [("FV/1", 3000), ("FV/2", 0)]
    session.close()
