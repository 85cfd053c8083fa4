"""A portal of its own for imports: they commit, so nothing could be rolled back."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import CompoundSelect, Connection, delete, exists, literal, select, union_all
from sqlalchemy import Table as Table_

from selfcare import create_app, database
from selfcare.audit import triggers as audit_triggers
from selfcare.balance import triggers
from selfcare.config import Settings
from selfcare.tables import Table
from tests.commands.conftest import new_database
from tests.conftest import SECRET_KEY
from tests.feeds.feed import Feed


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("feeds")
    if request.param == "sqlite":
        yield from _portal(data, "")
    else:
        with new_database(request.getfixturevalue("postgresql")) as url:
            yield from _portal(data, url)


@pytest.fixture
def feed(portal: Flask, tmp_path: Path) -> Iterator[Feed]:
    """A folder for files, and a database without a row to load them into."""
    with portal.app_context():
        with database.db.engine.begin() as connection:
            for kept in (triggers, audit_triggers):
                kept.drop(connection)
            for table in _filled(connection):
                connection.execute(delete(table))
            for kept in (triggers, audit_triggers):
                kept.create(connection)
        yield Feed(tmp_path / "feed", portal)
        database.session().close()


def _filled(connection: Connection) -> list[Table_]:
    """The tables with rows, what points at others first, by one question: deleting nothing from all takes longer."""
    names = set(connection.scalars(_names_of_filled()))
    return [table for table in reversed(Table.metadata.sorted_tables) if table.name in names]


@cache
def _names_of_filled() -> CompoundSelect[str]:
    tables = Table.metadata.sorted_tables
    return union_all(*(select(literal(table.name)).where(exists().select_from(table)) for table in tables))


def _portal(data: Path, url: str) -> Iterator[Flask]:
    app = create_app(Settings(data=data, secret_key=SECRET_KEY, database_url=url), create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
    yield app
    with app.app_context():
        database.db.engine.dispose()
