"""Putting something into the outbox, in the same transaction as the fact that asks for it; taking it out again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from selfcare.outbox.models import DELAYS, DONE, WAITING, Task
from selfcare.outbox.queries import is_free, next_task
from selfcare.outbox.seals import seal, unseal

_UNSEEN = {"synchronize_session": False}  # no row in memory is looked at before it is read again


def put(
    session: Session,
    kind: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    secret_key: str = "",
) -> Task:
    """Have `kind` done after the commit or at `due_at`, at least once. With a `secret_key` the facts are sealed."""
    text = json.dumps(facts, ensure_ascii=False)
    task = Task(
        kind=kind,
        facts=seal(secret_key, text) if secret_key else text,
        secret=bool(secret_key),
        created_at=now,
        due_at=due_at or now,
        expires_at=expires_at,
    )
    session.add(task)
    return task


@dataclass(frozen=True)
class Taken:
    """A row that is ours until the lease is over, as it was when we took it."""

    id: int
    kind: str
    facts: str
    secret: bool
    expires_at: datetime | None
    tries: int  # this one counted; tells our lease from a later one

    def is_too_old(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def take(session: Session, *, now: datetime, lease: timedelta) -> Taken | None:
    """Lease the next free row: nobody else gets it before `lease` is over. The next try is written down already."""
    chosen = next_task(now).with_for_update(skip_locked=True).scalar_subquery()
    taking = update(Task).where(Task.id == chosen, is_free(now)).values(leased_until=now + lease, tries=Task.tries + 1)
    number = session.execute(taking.returning(Task.id), execution_options=_UNSEEN).scalar_one_or_none()
    if number is None:
        return None
    task = session.get_one(Task, number, populate_existing=True)
    task.due_at = now + DELAYS[min(task.tries, len(DELAYS)) - 1]
    return Taken(task.id, task.kind, task.facts, task.secret, task.expires_at, task.tries)


def facts_of(task: Taken, secret_key: str) -> dict[str, object]:
    """What was put in. Raises cryptography.fernet.InvalidToken if it was sealed with another key."""
    return dict(json.loads(unseal(secret_key, task.facts) if task.secret else task.facts))


def finish(session: Session, task: Taken, *, now: datetime, state: str = DONE, error: str = "") -> bool:
    """Close a row for good and empty it. False if our lease ran out and somebody else has the row: then roll back."""
    values = {"state": state, "facts": "", "leased_until": None, "done_at": now, "last_error": error[:200]}
    return _if_still_ours(session, task, values)


def postpone(session: Session, task: Taken, error: str) -> bool:
    """Let go of a row; it is tried again when it is due."""
    return _if_still_ours(session, task, {"leased_until": None, "last_error": error[:200]})


def forget_closed(session: Session, *, before: datetime) -> None:
    """Delete rows that are done, expired or given up since before that moment."""
    session.execute(delete(Task).where(Task.state != WAITING, Task.done_at < before))


def _if_still_ours(session: Session, task: Taken, values: Mapping[str, object]) -> bool:
    ours = (Task.id == task.id, Task.state == WAITING, Task.tries == task.tries)
    changing = update(Task).where(*ours).values(values).returning(Task.id)
    return session.execute(changing, execution_options=_UNSEEN).scalar_one_or_none() is not None
