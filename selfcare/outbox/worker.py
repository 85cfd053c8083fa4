"""Doing what is in the outbox: one row, one transaction, together with all that its handler changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.config import Settings
from selfcare.database import begin_writing
from selfcare.errors import PartnerUnavailable
from selfcare.outbox.actions import Taken, facts_of, finish, postpone, take
from selfcare.outbox.models import EXPIRED, FAILED, MOST_TRIES
from selfcare.outbox.queries import next_task
from selfcare.outbox.wiring import jobs

LEASE = timedelta(minutes=3)  # longer than any handler takes: a slow SMTP dialogue, ten steps of ten seconds


def drain(
    session: Session,
    *,
    now: datetime | None = None,
    lease: timedelta = LEASE,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Do everything that is due, in this thread, until nothing is left or `stop` says so. Needs an app context."""
    session.commit()  # a test's own rows, so that a failing handler takes back only what is its own
    while not stop() and _is_something_due(session, now or clock.now()):
        task = _taken(session, now or clock.now(), lease)
        if task:  # else somebody else was quicker
            _run(session, task, now or clock.now())


def _is_something_due(session: Session, now: datetime) -> bool:
    """A look that locks nothing: most looks find nothing."""
    found = session.scalar(next_task(now)) is not None
    session.commit()
    return found


def _taken(session: Session, now: datetime, lease: timedelta) -> Taken | None:
    begin_writing()
    task = take(session, now=now, lease=lease)
    session.commit()
    return task


def _run(session: Session, task: Taken, now: datetime) -> None:
    """Run the handler of a row that is ours. A bug in it passes through; the row is tried again when it is due."""
    settings = cast("Settings", current_app.extensions["settings"])
    begin_writing()
    try:
        facts = facts_of(task, settings.secret_key)
    except InvalidToken:
        _close(session, is_ours=finish(session, task, now=now, state=FAILED, error="sealed with another key"))
        return
    if task.is_too_old(now):
        _give_up(session, task, facts, now, state=EXPIRED)
    elif task.tries > MOST_TRIES:
        _give_up(session, task, facts, now, state=FAILED, error="never came to an end")
    else:
        _try(session, task, facts, now)


def _try(session: Session, task: Taken, facts: dict[str, object], now: datetime) -> None:
    try:
        jobs().handlers[task.kind](session, facts, now=now)
    except PartnerUnavailable as silence:
        session.rollback()
        begin_writing()
        if task.tries < MOST_TRIES:
            _close(session, is_ours=postpone(session, task, str(silence)))
        else:
            _give_up(session, task, facts, now, state=FAILED, error=str(silence))
    else:
        _close(session, is_ours=finish(session, task, now=now))


def _give_up(
    session: Session, task: Taken, facts: dict[str, object], now: datetime, *, state: str, error: str = ""
) -> None:
    tell = jobs().given_up.get(task.kind)
    if tell:
        tell(session, facts, state=state, now=now)
    _close(session, is_ours=finish(session, task, now=now, state=state, error=error))


def _close(session: Session, *, is_ours: bool) -> None:
    """Keep what was done, unless somebody else has the row by now and does it all over."""
    if is_ours:
        session.commit()
    else:
        session.rollback()
