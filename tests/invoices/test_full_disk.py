"""A disk that is full: PDFs are made but not kept, and everything can still be read."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from selfcare import clock, create_app, database
from selfcare.auth.models import SessionRow
from selfcare.auth.signed_in import hash_of
from selfcare.config import Settings
from selfcare.documents.models import Document
from selfcare.tables import Table
from tests import builders
from tests.browser import ORIGIN
from tests.conftest import SECRET_KEY
from tests.invoices.reception import received


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """A portal on a database of its own, with Anna and one invoice."""
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY), create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        db = database.session()
        anna = builders.make_anna(db, builders.make_tariff(db))
        received(db, anna)
        now = clock.now()
        facts: dict[str, Any] = {"stage": "signed_in", "login_key": b"", "created_at": now, "seen_at": now}
        facts |= {"proved_at": now, "expires_at": now + timedelta(hours=1), "token_hash": hash_of("token")}
        db.add(SessionRow(customer_id=anna.id, **facts))
        db.commit()
        yield app
        database.db.engine.dispose()


@pytest.fixture
def client(own_app: Flask) -> FlaskClient:
    client = own_app.test_client()
    client.set_cookie(own_app.config["SID_COOKIE"], "token", domain="selfcare.example.org", secure=True)
    return client


def fill_the_disk() -> Any:
    """From now on no connection lets the file grow. Returns what frees it again."""
    engine = database.db.engine
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def full(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", full)
    engine.dispose()

    def free() -> None:
        event.remove(engine, "connect", full)
        engine.dispose()

    return free


def test_pdfs_are_still_handed_out_and_kept_once_there_is_room(client: FlaskClient) -> None:
    free = fill_the_disk()

    first = client.get("/invoices/1/pdf", base_url=ORIGIN)
    page = client.get("/invoices", base_url=ORIGIN)
    assert database.session().query(Document).count() == 0
    database.session().rollback()
    free()
    second = client.get("/invoices/1/pdf", base_url=ORIGIN)

    assert (first.status_code, page.status_code, second.status_code) == (200, 200, 200)
    assert first.data == second.data
    assert database.session().query(Document).count() == 1
