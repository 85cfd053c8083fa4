"""What the worker does with attachments."""

from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.attachments import actions
from selfcare.attachments.folder import NAME
from selfcare.config import Settings


def sweep(session: Session, *, now: datetime) -> None:
    """Delete files whose rows are gone, or never came."""
    settings = cast("Settings", current_app.extensions["settings"])
    actions.sweep(session, settings.data / NAME, now=now)
