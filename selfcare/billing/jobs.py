"""What the worker does for usage: months ahead, and forgetting what is old."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from selfcare.billing import months
from selfcare.clock import WARSAW


def make_months(session: Session, *, now: datetime) -> None:
    """Before the first record of a month comes, its partition is there."""
    today = now.astimezone(WARSAW).date()
    months.make(session.connection(), months.between(today, months.months_later(today, months.AHEAD)))


def usage_arrived(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """After each file: whoever came near a limit must be told."""
