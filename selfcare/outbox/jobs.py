"""Forgetting what was done long ago."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from selfcare.outbox.actions import forget_closed

KEEP_CLOSED = timedelta(days=30)  # so long `selfcare doctor` can tell what failed


def forget_old(session: Session, *, now: datetime) -> None:
    forget_closed(session, before=now - KEEP_CLOSED)
