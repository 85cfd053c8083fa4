"""Two administrators who end each other in the same moment: one of them stays. Real threads, real commits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url, select

from selfcare import clock, create_app, database
from selfcare.config import Settings
from selfcare.staff import inviting
from selfcare.staff.inviting import LastAdministrator
from selfcare.staff.models import AGENT, StaffMember
from selfcare.tables import Table
from tests import builders
from tests.browser import ORIGIN
from tests.conftest import SECRET_KEY


@pytest.fixture
def own_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal whose transactions end in real commits; gone after the test."""
    url = make_url(database_url)
    is_embedded = url.get_backend_name() == "sqlite"
    own = f"sqlite:///{tmp_path}/own.db"
    if not is_embedded:
        own = url.set(database="staff_at_once").render_as_string(hide_password=False)
        _on_server(database_url, "CREATE DATABASE staff_at_once")
    settings = Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=own, public_url=ORIGIN)
    app = create_app(settings, create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        for number in (1, 2):
            builders.make_staff(database.session(), "admin", email=f"admin{number}@example.org")
        database.session().commit()
    yield app
    with app.app_context():
        database.db.engine.dispose()
    if not is_embedded:
        _on_server(database_url, "DROP DATABASE staff_at_once WITH (FORCE)")


@pytest.mark.parametrize("what", ["end", "change_role"])
def test_one_administrator_always_stays(own_app: Flask, what: str) -> None:
    barrier = Barrier(2)

    def press(place: int) -> bool:
        with own_app.app_context():
            members = database.session().scalars(select(StaffMember).order_by(StaffMember.id)).all()
            database.session().rollback()
            barrier.wait()
            database.begin_writing()
            facts: dict[str, Any] = {"by": members[place], "now": clock.now()}
            try:
                if what == "end":
                    inviting.end(database.session(), members[1 - place], **facts)
                else:
                    inviting.change_role(database.session(), members[1 - place], AGENT, **facts)
            except LastAdministrator:
                return False
            database.session().commit()
            return True

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(press, range(2)))

    assert answers == [False, True]


def _on_server(url: str, statement: str) -> None:
    server = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement)
