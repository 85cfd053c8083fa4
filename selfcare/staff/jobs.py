"""Forgetting what no longer need be known."""

from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.staff.signing_in import forget_sessions


def forget_old(session: Session, *, now: datetime) -> None:
    """Sessions of staff, as long after their end as those of customers."""
    settings = cast("Settings", current_app.extensions["settings"])
    forget_sessions(session, before=now - timedelta(days=settings.keep_sessions_days))
