from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from selfcare import create_app, database
from selfcare.config import Settings
from tests.browser import ORIGIN, Browser
from tests.conftest import SECRET_KEY


def test_a_process_that_answers_is_alive(browser: Browser) -> None:
    assert browser.open("/healthz").response.text == "ok\n"


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    return create_app(Settings(data=tmp_path, secret_key=SECRET_KEY), create_database=True)


def test_a_database_without_our_migrations_is_not_ready(fresh: Flask) -> None:
    answer = fresh.test_client().get("/readyz", base_url=ORIGIN)

    with fresh.app_context():
        database.db.engine.dispose()
    assert (answer.status_code, answer.text) == (503, "not ready\n")


def test_a_migrated_database_is_ready(fresh: Flask) -> None:
    with fresh.app_context():
        database.migrations.upgrade()

        assert fresh.test_client().get("/readyz", base_url=ORIGIN).text == "ok\n"

        database.db.engine.dispose()


def test_asking_breaks_nobodys_connection(fresh: Flask) -> None:
    """Flask-Alembic does, when another request ends meanwhile: the process died of it now and then."""
    broken: list[object] = []
    with fresh.app_context():
        database.migrations.upgrade()
    with fresh.app_context():
        event.listen(database.db.engine, "invalidate", lambda connection, *_more: broken.append(connection))
        assert database.is_ready()

        with fresh.app_context():
            pass

        assert broken == []
        database.session().close()
        database.db.engine.dispose()


def test_a_database_that_is_gone_is_a_short_break_without_details(fresh: Flask, tmp_path: Path) -> None:
    (tmp_path / "selfcare.db").unlink(missing_ok=True)
    (tmp_path / "selfcare.db").mkdir()

    answer = fresh.test_client().get("/readyz", base_url=ORIGIN)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "sqlite" not in answer.text.lower()
    assert str(tmp_path) not in answer.text
