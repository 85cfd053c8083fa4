"""What the worker does for usage: months ahead, and forgetting what is old."""

from datetime import date, datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.billing import months, retention
from selfcare.clock import WARSAW
from selfcare.config import Settings
from selfcare.outbox import actions as outbox

FORGET = "billing.forget_usage"


def make_months(session: Session, *, now: datetime) -> None:
    """Before the first record of a month comes, its partition is there."""
    today = now.astimezone(WARSAW).date()
    months.make(session.connection(), months.between(today, months.months_later(today, months.AHEAD)))


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop old months, which takes no time; what else is to be deleted goes by and by."""
    settings = cast("Settings", current_app.extensions["settings"])
    before = retention.kept_since(now.astimezone(WARSAW).date(), settings.keep_usage_months)
    months.drop_before(session.connection(), before)
    retention.forget_loads(session, before=before)
    outbox.put(session, FORGET, {"before": before.isoformat()}, now=now)


def forget_usage(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """A few periods; then another task, so that others get a turn in between."""
    if retention.forget_some(session, before=date.fromisoformat(facts["before"])):
        outbox.put(session, FORGET, facts, now=now)
