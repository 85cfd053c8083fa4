"""Forms sent in the same moment: real threads and commits, a database of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from selfcare import create_app, database
from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment
from selfcare.config import Settings
from selfcare.contact import actions
from selfcare.contact.actions import SomethingNew, Written
from selfcare.contact.models import ContactMessage, Thread
from selfcare.contact.queries import newest_message_in
from selfcare.customers.models import Customer
from selfcare.database import begin_writing, session
from selfcare.tables import Table
from tests import builders
from tests.builders import NOON
from tests.conftest import SECRET_KEY

AT_ONCE = 12


@pytest.fixture
def own_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal on an empty database whose transactions end in real commits; gone after the test."""
    url = make_url(database_url)
    own = f"sqlite:///{tmp_path}/own.db"
    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    if url.get_backend_name() == "postgresql":
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute("CREATE DATABASE contact_at_once")
        own = url.set(database="contact_at_once").render_as_string(hide_password=False)
    app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=own), create_database=True)
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
        builders.make_customer(session(), "7")
        session().commit()
    yield app
    with app.app_context():
        database.db.engine.dispose()
    if url.get_backend_name() == "postgresql":
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute("DROP DATABASE contact_at_once WITH (FORCE)")


def test_twelve_equal_forms_are_one_question(own_app: Flask, tmp_path: Path) -> None:
    barrier = Barrier(AT_ONCE)
    written = Written("May I?", "one key", "A number", (Accepted("list.pdf", "application/pdf", b"%PDF"),))

    def send(_number: int) -> int:
        with own_app.app_context():
            customer = session().scalars(select(Customer)).one()
            session().commit()
            barrier.wait()
            begin_writing()
            thread = actions.ask(session(), customer, written, line=None, folder=tmp_path, now=NOON)
            session().commit()
            return thread.id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = set(pool.map(send, range(AT_ONCE)))

    assert len(found) == 1
    with own_app.app_context():
        counts = [
            session().scalar(select(func.count()).select_from(table)) for table in (Thread, ContactMessage, Attachment)
        ]
    assert counts == [1, 1, 1]


def test_what_is_written_while_we_answer_waits_for_us(own_app: Flask, tmp_path: Path) -> None:
    with own_app.app_context(), Session(database.db.engine, expire_on_commit=False) as customers:
        customer = customers.scalars(select(Customer)).one()
        asked = Written("May I?", "one key", "A number")
        thread = actions.ask(customers, customer, asked, line=None, folder=tmp_path, now=NOON)
        customers.commit()  # here the second form's files are looked into

        with Session(database.db.engine) as ours:
            actions.answer(ours, ours.get_one(Thread, thread.id), "You may.", by="Kasia", now=NOON)
            ours.commit()
        more = Written("And now?", "another key")
        actions.write_more(customers, customer, thread, more, folder=tmp_path, now=NOON)
        customers.commit()

        with Session(database.db.engine) as later:
            kept = later.get_one(Thread, thread.id)
            assert (kept.is_answered, kept.is_unread, kept.answer_by is None) == (False, True, False)


def test_what_is_written_while_it_is_closed_keeps_it_open(own_app: Flask, tmp_path: Path) -> None:
    """The closer has read the page; the customer writes before he presses."""
    with own_app.app_context(), Session(database.db.engine, expire_on_commit=False) as customers:
        customer = customers.scalars(select(Customer)).one()
        asked = Written("May I?", "one key", "A number")
        thread = actions.ask(customers, customer, asked, line=None, folder=tmp_path, now=NOON)
        customers.commit()

        with Session(database.db.engine) as ours:
            found = ours.get_one(Thread, thread.id)
            seen = ours.scalar(newest_message_in(found))
            ours.commit()
            more = Written("And now?", "another key")
            actions.write_more(customers, customer, thread, more, folder=tmp_path, now=NOON)
            customers.commit()
            with pytest.raises(SomethingNew):
                actions.close(ours, found, seen=seen, now=NOON)
            ours.rollback()

        assert customers.get_one(Thread, thread.id, populate_existing=True).closed_at is None
