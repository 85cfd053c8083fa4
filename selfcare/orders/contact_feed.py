"""What the feed says of contact data that were changed here a short time ago."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.orders.contact_models import ContactChange
from selfcare.orders.models import BY_FEED, DONE, OTHER_CONTACT, REJECTED, WAITING
from selfcare.orders.settling import close


def hear(session: Session, change: ContactChange, *, now: datetime) -> None:
    """The feed has just written its value into the customer's row; several changes are heard in their order.

    The former value: the export is older than the change, which goes on holding. The new one: billing has it. A third
    one: somebody told the operator after telling us, so that one counts.
    """
    if change.order is None:
        return
    if change.holds_now == change.former:
        change.set_to(change.wanted)
    elif change.order.state == WAITING and change.holds_now == change.wanted:
        close(session, change.order, DONE, BY_FEED, now=now)
    elif change.order.state == WAITING:
        close(session, change.order, REJECTED, OTHER_CONTACT, now=now)
