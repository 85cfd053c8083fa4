"""What the feed says of contact data that were changed here and that billing has not confirmed yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.orders.contact_models import ContactChange
from selfcare.orders.models import BY_FEED, DONE, OTHER_CONTACT, REJECTED
from selfcare.orders.settling import close


def hear(session: Session, change: ContactChange, told: str, *, now: datetime) -> None:
    """`told` is the value in the feed, which stands in the customer's row by now.

    The same as here: billing has it. The former one: the export is older than the change, which goes on holding. A
    third one: somebody told the operator after telling us, so that one counts.
    """
    if change.order is None:
        return
    if told == change.wanted:
        close(session, change.order, DONE, BY_FEED, now=now)
    elif told == change.former:
        change.set_to(change.wanted)
    else:
        close(session, change.order, REJECTED, OTHER_CONTACT, now=now)
