"""`selfcare import`: the table, the list for scripts, and the exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from rich.console import Console
from sqlalchemy import select

from selfcare import clock, create_app, database
from selfcare.commands import feed as command
from selfcare.config import Settings
from selfcare.feeds.models import FeedRun
from selfcare.feeds.one_at_a_time import alone
from selfcare.tables import Table
from tests.commands.conftest import Installation
from tests.conftest import SECRET_KEY
from tests.feeds.feed import Feed
from tests.invoices.xml import invoice_xml


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A data folder with an empty database, on SQLite: the command has nothing to do with which."""
    installation = Installation(tmp_path / "data")
    installation.data.mkdir()
    app = _portal(installation)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        database.db.engine.dispose()
    yield installation
    clock.follow(None)
    structlog.reset_defaults()


@pytest.fixture
def files(installation: Installation, tmp_path: Path) -> Feed:
    return Feed(tmp_path / "feed", _portal(installation))


def test_a_feed_is_loaded_and_shown_as_a_table(installation: Installation, files: Feed) -> None:
    files.write("tariffs", {})
    files.write("customers", {}, {"customer_no": "2"})

    result = installation.run("import", str(files.folder))

    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0] == ["file", "kind", "read", "new", "changed", "unchanged", "rejected"]
    assert lines[2] == [str(files.folder / "tariffs.csv"), "tariffs", "1", "1", "0", "0", "0"]
    assert lines[3] == [str(files.folder / "customers.csv"), "customers", "2", "2", "0", "0", "0"]


def test_scripts_get_a_list(installation: Installation, files: Feed) -> None:
    files.write("customers", {}, {"customer_no": "2", "kind": "fax"})
    files.put("notes.txt", b"x")

    result = installation.run("import", "--json", str(files.folder), exit_code=1)

    (row,) = json.loads(result.stdout)
    assert row == {
        "file": str(files.folder / "customers.csv"),
        "kind": "customers",
        "read": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 1,
        "reason": "",
        "warnings": [],
        "rejects": str(files.folder / "customers.csv.rejected.csv"),
    }
    assert result.stderr == f"Ignored in {files.folder}: notes.txt\n"


def test_what_was_refused_is_said_with_the_reason(installation: Installation, files: Feed) -> None:
    files.write("customers", {}, {"customer_no": "2", "kind": "fax"})
    files.put("FV-1.xml", invoice_xml())
    files.put("FV-2.xml", invoice_xml(total="1.00"))
    files.put("FV-3.xml", b"<")

    output = installation.run("import", str(files.folder), exit_code=1).stdout

    assert "The XML is broken or cut short (line 1)." in output
    assert f"Rejected rows of {files.folder / 'customers.csv'}: " in output
    assert "Warning: FV-2.xml: customer 1002456 has another document with the number" in output


def test_a_long_list_of_refusals_is_cut_short(installation: Installation, files: Feed) -> None:
    for number in range(30):
        files.put(f"FV-{number}.xml", b"<")

    output = installation.run("import", str(files.folder), exit_code=2).stdout

    assert output.count("The XML is broken") == 20
    assert "10 more refused files and warnings: see --json" in output


def test_a_dry_run_says_that_it_was_one(installation: Installation, files: Feed) -> None:
    path = files.write("customers", {})

    output = installation.run("import", "--dry-run", str(path)).stdout

    assert "A dry run: nothing was loaded." in output
    with _portal(installation).app_context():
        assert database.session().scalars(select(FeedRun)).all() == []
        database.session().close()
        database.db.engine.dispose()


def test_nothing_that_could_be_loaded_is_exit_code_2(installation: Installation, files: Feed) -> None:
    output = installation.run("import", str(files.folder / "nowhere.csv"), exit_code=2).stdout

    assert "There is no such file." in output


def test_an_empty_folder_is_exit_code_2(installation: Installation, files: Feed) -> None:
    installation.run("import", str(files.folder), exit_code=2)


def test_a_second_import_says_that_another_is_running(installation: Installation, files: Feed) -> None:
    path = files.write("customers", {})
    with _portal(installation).app_context():
        with database.db.engine.connect() as connection, alone(connection):
            result = installation.run("import", str(path), exit_code=2)
        database.db.engine.dispose()

    assert "Another import is running. Nothing was loaded." in result.stderr


def test_a_bar_shows_how_far_it_is_only_where_somebody_watches(
    installation: Installation, files: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files.write("customers", {})
    quiet = installation.run("import", str(path))
    monkeypatch.setattr(command, "Console", lambda **facts: Console(force_terminal=True, **facts))

    watched = installation.run("import", str(path))

    assert "%" not in quiet.stderr + quiet.stdout
    assert "100%" in watched.stderr


def _portal(installation: Installation) -> Flask:
    settings = Settings(data=installation.data, secret_key=SECRET_KEY)
    return create_app(settings, create_database=True)
