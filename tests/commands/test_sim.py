"""`selfcare sim unblock`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from selfcare import create_app, database
from selfcare.commands import console
from selfcare.config import Settings
from selfcare.lines.models import Line
from selfcare.tables import Table
from tests import builders
from tests.builders import NOON
from tests.conftest import SECRET_KEY


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A data folder with Anna in it, whose second phone was stolen."""
    monkeypatch.setenv("SELFCARE_DATA", str(tmp_path))
    monkeypatch.setenv("SELFCARE_SECRET_KEY", SECRET_KEY)
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY), create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        builders.make_anna(database.session(), builders.make_tariff(database.session()))
        _second().sim_blocked_at = NOON
        database.session().commit()
        yield app
        database.session().close()
        database.db.engine.dispose()


def test_a_block_is_taken_back_by_somebody_with_a_name(portal: Flask) -> None:
    answer = _unblock("500 100 201", "--by", "bok@example.org")
    nameless = _unblock("500 100 201")

    assert (answer.exit_code, answer.output) == (0, "The SIM of +48500100201 works again.\n")
    assert nameless.exit_code == 2
    database.session().expire_all()
    assert _second().sim_blocked_at is None


@pytest.mark.parametrize("number", ["500 100 999", "nobody"])
def test_a_number_that_nobody_holds_is_named(portal: Flask, number: str) -> None:
    answer = _unblock(number, "--by", "bok@example.org")

    assert answer.exit_code == 1
    assert f"Nobody holds {number}." in answer.output


def _second() -> Line:
    return database.session().scalars(select(Line).where(Line.msisdn == "+48500100201")).one()


def _unblock(*arguments: str) -> Result:
    return CliRunner().invoke(console, ["sim", "unblock", *arguments])
