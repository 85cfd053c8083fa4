import json
import stat
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from selfcare import create_app, database
from selfcare.audit.models import Entry
from selfcare.commands import console
from selfcare.config import Settings
from selfcare.tables import Table
from tests import builders
from tests.conftest import SECRET_KEY


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A data folder with Anna in it, named in the environment as an operator names it."""
    monkeypatch.setenv("SELFCARE_DATA", str(tmp_path))
    monkeypatch.setenv("SELFCARE_SECRET_KEY", SECRET_KEY)
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY), create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        anna = builders.make_anna(database.session(), builders.make_tariff(database.session()))
        builders.make_invoice(database.session(), anna, "FV/1")
        database.session().commit()
        yield app
        database.session().close()
        database.db.engine.dispose()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(console, ["export-account", *map(str, arguments)])


def test_everything_held_on_a_customer_is_in_the_file(portal: Flask, tmp_path: Path) -> None:
    target = tmp_path / "anna.zip"

    result = run("1002456", target)

    assert result.exit_code == 0, result.output
    with ZipFile(target) as archive:
        assert json.loads(archive.read("account.json"))["customer"]["name"] == "Anna Nowak"
        assert len([name for name in archive.namelist() if name.endswith(".xml")]) == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_customer_can_see_that_it_was_done(portal: Flask, tmp_path: Path) -> None:
    run("1002456", tmp_path / "anna.zip")

    entry = database.session().scalars(select(Entry)).one()
    assert (entry.what, entry.actor, entry.customer_no) == ("account_exported", "system", "1002456")


def test_an_unknown_customer_is_said_and_leaves_no_file(portal: Flask, tmp_path: Path) -> None:
    result = run("7", tmp_path / "nobody.zip")

    assert result.exit_code == 1
    assert "There is no customer 7." in result.output
    assert not (tmp_path / "nobody.zip").exists()


def test_a_folder_that_is_not_there_is_said(portal: Flask, tmp_path: Path) -> None:
    result = run("1002456", tmp_path / "missing" / "anna.zip")

    assert result.exit_code == 1
    assert "missing" in result.output
    assert "Traceback" not in result.output


def test_an_archive_that_breaks_half_way_replaces_nothing(
    portal: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "anna.zip"
    target.write_text("the last one")
    with portal.app_context():
        database.session().execute(Table.metadata.tables["invoice_xml"].delete())
        database.session().commit()

    result = run("1002456", target)

    assert result.exit_code != 0
    assert target.read_text() == "the last one"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".anna")] == []
