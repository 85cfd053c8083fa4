"""Writing the log. Nothing ever changes or deletes a line, but retention (by whole age) through its own door."""

import json
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.audit.triggers import DOOR_DAYS

CUSTOMER = "customer"
SYSTEM = "system"


def record(
    session: Session,
    what: str,
    *,
    now: datetime,
    customer_no: str = "",
    actor: str = CUSTOMER,
    request_id: str = "",
    **facts: str | int,
) -> None:
    """Add one line. `what` is a past-tense fact, e.g. "signed_in"; facts hold no codes, passwords or numbers called."""
    session.add(
        Entry(
            at=now,
            what=what,
            customer_no=customer_no,
            actor=actor,
            request_id=request_id,
            facts=json.dumps(facts, ensure_ascii=False, sort_keys=True),
        )
    )


def forget_old(session: Session, *, now: datetime, keep_days: int) -> None:
    """Delete what is older than that; the database lets go of nothing younger than a year, whatever the setting."""
    session.execute(delete(Entry).where(Entry.at < now - timedelta(days=max(keep_days, DOOR_DAYS + 1))))
