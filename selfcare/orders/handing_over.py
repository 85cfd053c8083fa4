"""What of an order goes to the operator's systems, and when: one letter for each thing that happened to it.

Its form is docs/order.schema.json; docs/orders.md explains it.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.orders.models import Order
from selfcare.outbox import actions as outbox

SEND_ORDER = "orders.send_order"
FORM = 1  # grows when a reader of today would misunderstand what is written
PLACED, MOVED, WITHDRAWN = "placed", "moved", "withdrawn"  # what happened


def hand_over(session: Session, order: Order, event: str, *, now: datetime) -> None:
    """After the commit, at least once. The letter is written now: every try sends the same bytes."""
    letter = letter_of(order, event, now=now)
    outbox.put(
        session,
        SEND_ORDER,
        {
            "order_id": order.id,
            "key": letter["event_id"],
            "body": json.dumps(letter, ensure_ascii=False, separators=(",", ":")),
        },
        now=now,
    )


def letter_of(order: Order, event: str, *, now: datetime) -> dict[str, object]:
    """Amounts as text in zloty, moments with their offset, days in Warsaw."""
    which = f"{event}-{order.effective_on.isoformat()}" if event == MOVED else event
    return {
        "form": FORM,
        "event": event,
        "event_id": f"{order.number}-{which}",
        "happened_at": now.isoformat(),
        "order": {
            "number": order.number,
            "kind": order.kind,
            "customer_no": order.customer.customer_no,
            "msisdn": order.line.msisdn if order.line else None,
            "placed_at": order.placed_at.isoformat() if order.placed_at else None,
            "effective_on": order.effective_on.isoformat(),
            "price_gross": str(order.price),
            "terms_version": order.terms_version,
            "language": order.language,
            "authorised_by": order.sent_to,
            "reason": order.reason,
            "asked": order.facts,
        },
    }
