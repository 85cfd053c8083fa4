"""What the worker does for the desk."""

from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.staff import desk_actions


def forget_old(session: Session, *, now: datetime) -> None:
    """Notes are kept as long as the questions that they are about."""
    settings = cast("Settings", current_app.extensions["settings"])
    desk_actions.forget_old(session, before=now - timedelta(days=settings.keep_contact_days))
