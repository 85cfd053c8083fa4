"""What the worker does for a stolen phone: send the code, if anybody holds the number."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.auth.logins import Login
from selfcare.auth.models import Code
from selfcare.auth.queries import open_line_numbered
from selfcare.config import Settings
from selfcare.lines.numbers import shown
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL


def send_block_code(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """By e-mail, never to the phone itself. Nothing for a number that nobody holds, or whose holder has no e-mail."""
    code, login = session.get(Code, facts["code_id"]), Login.parse(str(facts["login"]))
    line = session.scalars(open_line_numbered(login.msisdn)).one_or_none() if login.msisdn else None
    if code is None or line is None or not line.customer.email or line.customer.status == "left":
        return
    if code.channel or not code.can_be_typed(now):
        return
    code.customer_id, code.channel = line.customer_id, EMAIL
    notifications.tell(
        session,
        line.customer,
        EMAIL,
        line.customer.email,
        "block_code",
        now=now,
        facts={"code": str(facts["code"]), "line": shown(line.msisdn)},
        secret_key=cast("Settings", current_app.extensions["settings"]).secret_key,
        expires_at=code.expires_at,
    )
