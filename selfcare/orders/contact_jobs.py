"""What the worker does for changes of contact data: send codes, and forget what was never proved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.auth.models import Code
from selfcare.config import Settings
from selfcare.lines.numbers import shown
from selfcare.notifications import actions as notifications
from selfcare.orders.contact_change import channel_of
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.contact_queries import forgotten_changes

KEEP_UNPROVED = timedelta(days=2)


def send_contact_code(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """To the new or to the former one. Nothing for a change that was given up meanwhile."""
    code, change = session.get(Code, facts["code_id"]), session.get(ContactChange, int(facts["login"]))
    if code is None or change is None or not change.is_open or code.channel or not code.can_be_typed(now):
        return
    sides = {
        change.new_code_id: ("contact_new_code", change.wanted),
        change.old_code_id: ("contact_old_code", change.former),
    }
    if code.id not in sides:
        return
    kind, recipient = sides[code.id]
    code.customer_id, code.channel = change.customer_id, channel_of(change.what)
    notifications.tell(
        session,
        change.customer,
        code.channel,
        recipient,
        kind,
        now=now,
        facts={"code": str(facts["code"]), "wanted": shown(change.wanted)},
        secret_key=cast("Settings", current_app.extensions["settings"]).secret_key,
        expires_at=code.expires_at,
    )


def forget_unproved(session: Session, *, now: datetime) -> None:
    """Delete what nobody proved."""
    for change in session.scalars(forgotten_changes(now - KEEP_UNPROVED)):
        session.delete(change)
