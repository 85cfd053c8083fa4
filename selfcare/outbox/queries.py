"""Finding what is still to be done."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from selfcare.outbox.models import FAILED, WAITING, Task


def is_free(now: datetime) -> ColumnElement[bool]:
    """Waiting, in nobody's hands, and due; or too old, so that it can be closed at once."""
    return and_(
        Task.state == WAITING,
        or_(Task.leased_until.is_(None), Task.leased_until <= now),
        or_(Task.due_at <= now, Task.expires_at <= now),
    )


def next_task(now: datetime) -> Select[int]:
    """The row that has been due longest."""
    return select(Task.id).where(is_free(now)).order_by(Task.due_at, Task.id).limit(1)


def failed_for_good() -> Select[Task]:
    """What was given up, newest first. `selfcare doctor` shows it."""
    return select(Task).where(Task.state == FAILED).order_by(Task.id.desc())


def tried_in_vain() -> Select[Task]:
    """What has failed so far and will be tried again."""
    return select(Task).where(Task.state == WAITING, Task.last_error != "").order_by(Task.id.desc())
