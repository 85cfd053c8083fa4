"""Putting something into the outbox, in the same transaction as the fact that asks for it."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.outbox.models import Task
from selfcare.outbox.seals import seal


def put(
    session: Session,
    kind: str,
    facts: dict[str, str | int | None],
    *,
    now: datetime,
    expires_at: datetime | None = None,
    secret_key: str = "",
) -> Task:
    """Have `kind` done after the commit, at least once. With a `secret_key` the facts are stored sealed."""
    text = json.dumps(facts, ensure_ascii=False)
    task = Task(
        kind=kind,
        facts=seal(secret_key, text) if secret_key else text,
        secret=bool(secret_key),
        created_at=now,
        due_at=now,
        expires_at=expires_at,
    )
    session.add(task)
    return task
