"""The database's doors: which file is opened, and what people read when there is none."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from selfcare import create_app, database
from selfcare.config import Settings
from tests.browser import ORIGIN


def portal(folder: Path, *, create: bool) -> Flask:
    return create_app(Settings(data=folder, secret_key="k" * 32), create_database=create)


@pytest.mark.parametrize("name", ["plain", "with#hash", "with?question", "with%25percent", "ze spacją"])
def test_the_file_is_where_the_settings_say(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    app = portal(folder, create=True)

    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
        database.db.engine.dispose()

    assert (folder / "selfcare.db").stat().st_size > 0
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_missing_file_is_an_error_and_never_a_new_empty_database(tmp_path: Path) -> None:
    app = portal(tmp_path, create=False)

    with app.app_context(), pytest.raises(OperationalError):
        database.is_ready()

    assert not (tmp_path / "selfcare.db").exists()


@pytest.mark.parametrize(
    ("address", "cookie", "expected"),
    [
        ("/", "", 302),
        ("/nope", "", 404),
        ("/legal/privacy", "", 200),
        ("/", "somebody", 503),
        ("/login", "somebody", 503),
        ("/nope", "somebody", 503),
        ("/legal/privacy", "somebody", 503),
    ],
)
def test_without_a_database_nobody_reads_about_a_bug(tmp_path: Path, address: str, cookie: str, expected: int) -> None:
    client = portal(tmp_path, create=False).test_client()
    if cookie:
        client.set_cookie("__Host-sid", cookie, domain="selfcare.example.org", secure=True)

    answer = client.get(address, base_url=ORIGIN)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (expected, "10" if expected == 503 else None)


def test_a_logged_mistake_of_the_database_holds_nobodys_data(tmp_path: Path) -> None:
    app = portal(tmp_path, create=True)

    with app.app_context():
        with pytest.raises(OperationalError) as told:
            database.session().execute(text("SELECT :name FROM nothing"), {"name": "Anna Nowak"})
        database.session().close()
        database.db.engine.dispose()

    assert "Anna" not in str(told.value)
