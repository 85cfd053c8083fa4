"""Buttons pressed in the same moment place one order. Real threads, real commits, a database of their own."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, make_url, select

from selfcare import clock, create_app, database
from selfcare.audit.models import Entry
from selfcare.auth.models import SessionRow
from selfcare.config import Settings
from selfcare.customers.cycles import next_period
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders import actions
from selfcare.orders.asking import Asking
from selfcare.orders.models import Order
from selfcare.orders.tariff_change import TariffChange, change_of
from selfcare.outbox.models import Task
from selfcare.outbox.seals import unseal
from selfcare.outbox.wiring import jobs
from tests import builders
from tests.browser import ORIGIN
from tests.conftest import SECRET_KEY

AT_ONCE = 6


@pytest.fixture
def own_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal whose transactions end in real commits; gone after the test."""
    url = make_url(database_url)
    own = f"sqlite:///{tmp_path}/own.db"
    if url.get_backend_name() != "sqlite":
        own = url.set(database="orders_at_once").render_as_string(hide_password=False)
        _on_server(database_url, "CREATE DATABASE orders_at_once")
    settings = Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=own, public_url=ORIGIN)
    app = create_app(settings, create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
    yield app
    with app.app_context():
        database.db.engine.dispose()
    if url.get_backend_name() != "sqlite":
        _on_server(database_url, "DROP DATABASE orders_at_once WITH (FORCE)")


def test_a_code_pressed_at_once_places_one_order(own_app: Flask) -> None:
    code = _draft(own_app)
    barrier = Barrier(AT_ONCE)

    def press(_number: int) -> bool:
        with own_app.app_context():
            barrier.wait()
            database.begin_writing()
            order = database.session().scalars(select(Order)).one()
            is_placed = actions.place(database.session(), _asking(order.its_line), order, code, TariffChange())
            database.session().commit()
            return is_placed

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(press, range(AT_ONCE)))

    assert answers == [True] * AT_ONCE
    with own_app.app_context():
        told = select(func.count()).select_from(Task).where(Task.kind == actions.SEND_RECEIPT)
        logged = select(func.count()).select_from(Entry).where(Entry.what == "order_placed")
        assert (database.session().scalar(told), database.session().scalar(logged)) == (1, 1)


def _draft(app: Flask) -> str:
    """Anna's draft, with its code on its way."""
    with app.app_context():
        session = database.session()
        anna = builders.make_anna(session, builders.make_tariff(session))
        larger = builders.make_tariff(session, "L60", monthly_gross=Money(5499))
        now = clock.now()
        session.add(
            SessionRow(
                token_hash=b"1",
                customer_id=anna.id,
                stage="signed_in",
                login_key=b"",
                created_at=now,
                seen_at=now,
                expires_at=now,
            )
        )
        line = session.scalars(select(Line).where(Line.main)).one()
        asking = _asking(line)
        actions.begin(session, asking, change_of(line, line.tariff, larger, next_period(1, asking.today)))
        session.flush()
        task = session.scalars(select(Task).where(Task.kind == actions.SEND_CODE)).one()
        facts = json.loads(unseal(SECRET_KEY, task.facts))
        jobs().handlers[task.kind](session, facts, now=now)
        session.commit()
        return str(facts["code"])


def _asking(line: Line) -> Asking:
    row = database.session().scalars(select(SessionRow)).one()
    return Asking(
        customer=line.customer, row=row, now=clock.now(), today=clock.today(), secret_key=SECRET_KEY, request_id="1"
    )


def _on_server(url: str, statement: str) -> None:
    server = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement)
