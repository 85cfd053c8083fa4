"""What the worker does with questions."""

from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.contact import actions


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete questions that nobody has touched for years."""
    settings = cast("Settings", current_app.extensions["settings"])
    actions.forget_old(session, before=now - timedelta(days=settings.keep_contact_days))
