"""What the worker does: hand orders over to the operator's systems, for as long as it takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.database import begin_writing
from selfcare.orders.gateway import OrderGateway
from selfcare.orders.handing_over import SEND_ORDER
from selfcare.outbox import actions as outbox

AGAIN_AFTER = timedelta(hours=6)  # when it was tried for a day in vain


def send_order(session: Session, facts: dict[str, Any], *, now: datetime) -> None:  # noqa: ARG001  # handlers have one
    """Send one letter, the same bytes at every try. Raises PartnerUnavailable. Nothing where nobody takes orders."""
    gateway = cast("OrderGateway | None", current_app.extensions["order_gateway"])
    if gateway is None:
        return
    session.commit()  # let go of the database: others must not wait until somebody's server answers
    gateway.send(facts["body"].encode(), facts["key"])
    begin_writing()


def never_give_up(session: Session, facts: dict[str, Any], *, state: str, now: datetime) -> None:  # noqa: ARG001
    """Nobody took it for a day. An order that was acknowledged is not lost: it begins anew."""
    outbox.put(session, SEND_ORDER, facts, now=now, due_at=now + AGAIN_AFTER)
