"""Presses in the same moment have one effect. Real threads, real commits, a database of their own."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, make_url, select
from werkzeug.test import TestResponse

from selfcare import clock, create_app, database
from selfcare.auth.models import Code, Credential, Tries
from selfcare.config import Settings
from selfcare.outbox.models import Task
from selfcare.outbox.seals import unseal
from selfcare.outbox.wiring import jobs
from selfcare.tables import Table
from tests import builders
from tests.auth.steps import LONG_ENOUGH
from tests.browser import ORIGIN
from tests.conftest import SECRET_KEY

AT_ONCE = 6
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@pytest.fixture
def own_database(database_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database whose transactions end in real commits; gone after the test."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path}/own.db"
        return
    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute("CREATE DATABASE at_once")
        yield url.set(database="at_once").render_as_string(hide_password=False)
        connection.execute("DROP DATABASE at_once WITH (FORCE)")


@pytest.fixture
def own_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=own_database, public_url=ORIGIN)
    app = create_app(settings, create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        builders.make_bartek(database.session(), builders.make_tariff(database.session()))
        database.session().commit()
    yield app
    with app.app_context():
        database.db.engine.dispose()


class Person:
    """One browser whose buttons can be pressed several times in the same moment."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._client: FlaskClient = app.test_client()
        self._token = ""

    def open(self, address: str) -> None:
        page = self._client.get(address, base_url=ORIGIN)
        found = _TOKEN.search(page.get_data(as_text=True))
        assert found, page.status
        self._token = found[1]

    def press(self, address: str, **fields: str) -> TestResponse:
        return self._send(self._client, address, fields)

    def press_at_once(self, address: str, **fields: str) -> list[int]:
        """The answers' statuses, sorted."""
        barrier = Barrier(AT_ONCE)

        def press(_number: int) -> int:
            client = self._app.test_client()
            for cookie in ("__Host-sid", "__Host-form"):
                if found := self._client.get_cookie(cookie, domain="selfcare.example.org"):
                    client.set_cookie(cookie, found.value, domain="selfcare.example.org", secure=True)
            barrier.wait()
            return self._send(client, address, fields).status_code

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return sorted(threads.map(press, range(AT_ONCE)))

    def _send(self, client: FlaskClient, address: str, fields: dict[str, str]) -> TestResponse:
        return client.post(address, data={"csrf_token": self._token, **fields}, base_url=ORIGIN)


@pytest.fixture
def person(own_app: Flask) -> Person:
    person = Person(own_app)
    person.open("/login")
    return person


def code_on_its_way(app: Flask) -> str:
    """Let the worker find out who it is for, and look into what it would send."""
    with app.app_context():
        session = database.session()
        task = session.scalars(select(Task).where(Task.kind == "auth.send_code").order_by(Task.id.desc())).first()
        assert task
        facts = json.loads(unseal(SECRET_KEY, task.facts))
        jobs().handlers[task.kind](session, facts, now=clock.now())
        session.commit()
        return str(facts["code"])


def test_a_code_works_once(own_app: Flask, person: Person) -> None:
    person.press("/login", login="500100300", password="")
    code = code_on_its_way(own_app)

    statuses = person.press_at_once("/login", login="500100300", password=code)

    assert statuses == [303] + [422] * (AT_ONCE - 1)


def test_the_second_code_works_once(own_app: Flask, person: Person) -> None:
    person.press("/login", login="500100300", password="")
    person.press("/login", login="500100300", password=code_on_its_way(own_app))
    person.press("/login/new-password", new_password=LONG_ENOUGH, repeat_password=LONG_ENOUGH)
    code = code_on_its_way(own_app)

    statuses = person.press_at_once("/login/confirm", code=code)

    assert statuses.count(422) + statuses.count(303) == AT_ONCE
    with own_app.app_context():
        assert database.session().scalar(select(func.count()).select_from(Credential)) == 1
        told = select(func.count()).select_from(Task).where(Task.kind == "notifications.deliver")
        assert database.session().scalar(told) == 4  # two codes, and the news on two channels


def test_pressing_twice_sends_one_code(own_app: Flask, person: Person) -> None:
    statuses = person.press_at_once("/login", login="500100300", password="")

    assert statuses == [303] + [429] * (AT_ONCE - 1)
    with own_app.app_context():
        assert database.session().scalar(select(func.count()).select_from(Code)) == 1


@pytest.mark.parametrize("login", ["500100300", "600600600"])
def test_no_wrong_try_is_lost(own_app: Flask, person: Person, login: str) -> None:
    statuses = person.press_at_once("/login", login=login, password="wrong wrong wrong")

    assert statuses == [422] * AT_ONCE
    with own_app.app_context():
        assert database.session().scalars(select(Tries.wrong_in_row)).all() == [AT_ONCE] * 2  # login, address
