"""Wrong tries are counted per typed login, and per known device; after ten in a row people have to wait."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from selfcare.auth.models import CountsTries, Tries
from selfcare.errors import TooMany


class Wait(TooMany):
    """Not now, but after `wait`, which the sentence names."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        shown = f"{seconds}\u00a0s" if seconds < 100 else f"{math.ceil(seconds / 60)}\u00a0min"
        super().__init__(retry_after=seconds, wait=shown)


class TooManyWrong(Wait):
    """Ten wrong tries in a row, or more."""

    message = _l("Too many wrong tries. You can try again in {wait}.")


def tries_of(session: Session, login_key: bytes, now: datetime) -> Tries:
    """The counter of a login, made if there is none. Holding it keeps everybody else's tries at it waiting."""
    statement = (
        insert_on(session)(Tries)
        .values(login_key=login_key, wrong_in_row=0, touched_at=now)
        .on_conflict_do_update(index_elements=[Tries.login_key], set_={"touched_at": now})
        .returning(Tries)
    )
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def insert_on(session: Session) -> Callable[[type[Tries]], postgresql.Insert | sqlite.Insert]:
    """This database's own INSERT, which can turn into an UPDATE."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def check_delay(counter: CountsTries, now: datetime) -> None:
    """Raise TooManyWrong while the delay lasts."""
    opens_at = counter.open_again_at()
    if opens_at and now < opens_at:
        raise TooManyWrong(opens_at - now)
