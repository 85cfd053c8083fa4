"""Forgetting what no longer need be known."""

from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.audit import actions
from selfcare.config import Settings


def forget_old(session: Session, *, now: datetime) -> None:
    """The demo keeps everything: its clock may be years ahead of the database's."""
    settings = cast("Settings", current_app.extensions["settings"])
    if not settings.demo:
        actions.forget_old(session, now=now, keep_days=settings.keep_audit_days)
