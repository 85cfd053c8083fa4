"""One tab sends a complaint while another still writes or deletes it: what was sent stays as it was sent.

And of two colleagues who want it one gets it. Real threads and commits, a database of their own.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.orm import Session

from selfcare import create_app, database
from selfcare.complaints import actions, answering, queries
from selfcare.complaints.models import Complaint, Kind, State, WrongState
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.tables import Table
from tests import builders
from tests.browser import ORIGIN, Browser
from tests.builders import NOON
from tests.conftest import SECRET_KEY

TODAY = date(2026, 11, 25)


@pytest.fixture
def own_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A portal on a database of its own with a draft of Anna's; gone after the test."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        pytest.skip("SQLite's writers are alone already")
    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute("CREATE DATABASE two_tabs")
        own = url.set(database="two_tabs").render_as_string(hide_password=False)
        settings = Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=own, public_url=ORIGIN)
        app = create_app(settings, create_database=True)
        with app.app_context():
            Table.metadata.create_all(database.db.engine)
            anna = builders.make_anna(database.session(), builders.make_tariff(database.session()))
            anna.chosen_language = "en"
            actions.begin(database.session(), anna, Kind.OTHER, pointed=None, line=None, now=NOON)
            database.session().commit()
        yield app
        with app.app_context():
            database.db.engine.dispose()
        connection.execute("DROP DATABASE two_tabs WITH (FORCE)")


@pytest.fixture
def engine(own_app: Flask) -> Engine:
    with own_app.app_context():
        return database.db.engine


@pytest.mark.parametrize("does", ["drop", "forget"])
def test_what_was_sent_meanwhile_is_not_deleted(engine: Engine, does: str) -> None:
    with Session(engine) as sender, Session(engine) as other, ThreadPoolExecutor(1) as thread:
        seen = other.scalars(select(Complaint)).one()
        _send(sender)
        waits = thread.submit(_drop if does == "drop" else _forget, other, seen)
        _until_blocked(engine, waits)
        sender.commit()
        waits.result(timeout=10)

    with Session(engine) as session:
        assert session.scalars(select(Complaint.state)).all() == [State.INCOMPLETE]
        assert len(session.scalars(queries.whole_course_of(session.scalars(select(Complaint)).one())).all()) == 2


def test_what_was_sent_meanwhile_is_not_rewritten(own_app: Flask, engine: Engine) -> None:
    with own_app.app_context(), Session(engine) as sender, Session(engine) as own, ThreadPoolExecutor(1) as thread:
        browser = Browser(own_app, own)
        browser.sign_in(own.scalars(select(Customer)).one())
        own.commit()
        draft = sender.scalars(select(Complaint.draft)).one()
        browser.open(f"/complaints/new/{draft}/what")
        own.commit()
        _send(sender)
        waits = thread.submit(browser.press, "Say what you want", circumstances="Something else.", status=303)
        _until_blocked(engine, waits)
        sender.commit()

        assert "/complaints/R" in waits.result(timeout=10).response.location

    with Session(engine) as session:
        assert session.scalars(select(Complaint.circumstances)).all() == [""]


def test_of_two_colleagues_who_take_it_one_was_faster(own_app: Flask, engine: Engine) -> None:
    with own_app.app_context(), Session(engine) as faster, Session(engine) as own, ThreadPoolExecutor(1) as thread:
        _send(faster)
        faster.commit()
        browser = Browser(own_app, own)
        browser.speak("en")
        browser.sign_in_staff(builders.make_staff(own, email="kasia@example.org"))
        complaint = faster.scalars(select(Complaint)).one()
        own.commit()
        browser.open(f"/staff/queue/complaint/{complaint.id}")
        own.commit()
        answering.assign(faster, complaint, "ewa@example.org", by="ewa@example.org", now=NOON)
        faster.flush()
        waits = thread.submit(browser.press, "Take", status=409)
        _until_blocked(engine, waits)
        faster.commit()

        assert "ewa@example.org was faster" in waits.result(timeout=10).notice


def _send(session: Session) -> None:
    complaint = session.scalars(select(Complaint)).one()
    actions.file(session, complaint, language="en", now=NOON, today=TODAY)
    session.flush()


def _drop(session: Session, complaint: Complaint) -> None:
    with pytest.raises(WrongState):
        actions.drop(session, complaint)


def _forget(session: Session, _complaint: Complaint) -> None:
    actions.forget_drafts(session, before=NOON.replace(year=2027))
    session.commit()


def _until_blocked(engine: Engine, waits: Future[Any]) -> None:
    """Until somebody waits for another's lock; or, where nobody does, until it is done."""
    blocked = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        while not waits.done() and not connection.scalar(blocked):
            sleep(0.01)
