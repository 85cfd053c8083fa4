"""Waking the worker: after a commit, only if there is something to do, and never at the request's expense."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from selfcare.config import Settings
from selfcare.outbox.wakeups import Wakeups
from tests.outbox.conftest import Desk


@pytest.fixture
def wakeups(app: Flask, db: Session) -> Iterator[Wakeups]:
    wakeups: Wakeups = app.extensions["wakeups"]
    wakeups.queue.storage.flush_queue()
    yield wakeups
    wakeups.queue.storage.flush_queue()


def waiting(wakeups: Wakeups) -> int:
    return int(wakeups.queue.storage.queue_size())


def test_a_commit_with_tasks_wakes_the_worker_once(desk: Desk, db: Session, wakeups: Wakeups) -> None:
    desk.put("one")
    desk.put("two")
    db.flush()
    assert waiting(wakeups) == 0

    db.commit()
    db.commit()

    assert waiting(wakeups) == 1


def test_a_commit_without_tasks_wakes_nobody(db: Session, wakeups: Wakeups, anna: object) -> None:
    db.commit()

    assert waiting(wakeups) == 0


def test_the_end_of_a_savepoint_is_no_commit_yet(desk: Desk, db: Session, wakeups: Wakeups) -> None:
    with db.begin_nested():
        desk.put()
    assert waiting(wakeups) == 0

    db.commit()

    assert waiting(wakeups) == 1


def test_a_queue_that_nobody_empties_does_not_grow(desk: Desk, db: Session, wakeups: Wakeups) -> None:
    for _ in range(40):
        desk.put()
        db.commit()

    assert waiting(wakeups) == 32


def test_a_wake_up_makes_somebody_look(settings: Settings, wakeups: Wakeups) -> None:
    looks: list[bool] = []
    listener = Wakeups(settings)
    listener.on_wake_up(lambda: looks.append(True))

    wakeups.wake()
    listener.queue.execute(listener.queue.dequeue())
    listener.close()

    assert looks == [True]


def test_a_web_process_that_gets_a_wake_up_does_nothing(settings: Settings, wakeups: Wakeups) -> None:
    wakeups.wake()

    wakeups.queue.execute(wakeups.queue.dequeue())

    assert waiting(wakeups) == 0


def test_a_forged_wake_up_is_not_unpickled(settings: Settings, wakeups: Wakeups) -> None:
    forger = Wakeups(replace(settings, secret_key="a key that somebody made up for himself"))
    forger.wake()
    forger.close()

    with pytest.raises(ValueError, match="mismatch"):
        wakeups.queue.dequeue()


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/selfcare.db", "postgresql+psycopg://nobody@127.0.0.1:1/selfcare"]
)
def test_without_a_queue_the_request_goes_on(settings: Settings, url: str) -> None:
    structlog.reset_defaults()
    wakeups = Wakeups(replace(settings, database_url=url, data=Path("/nowhere/at/all")))

    with capture_logs() as said:
        wakeups.wake()

    assert [line["event"] for line in said] == ["wake-up lost"]
