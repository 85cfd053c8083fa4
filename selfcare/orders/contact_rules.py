"""What becomes of a change of contact data that holds here already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.orders.contact_models import FIELDS
from selfcare.orders.kind import Kind
from selfcare.orders.models import CONTACT_CHANGE, Order


class ContactRules(Kind):
    """It was applied when it was proved; nothing is left to do but to undo it."""

    name = CONTACT_CHANGE

    def undone(self, session: Session, order: Order, *, now: datetime) -> None:  # noqa: ARG002
        """The former one again, unless somebody has brought a third one meanwhile."""
        field = FIELDS[order.facts["what"]]
        if getattr(order.customer, field) == order.facts["wanted"]:
            setattr(order.customer, field, order.facts["former"])
