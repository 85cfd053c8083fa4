"""An export that is older than a change in the portal does not change contact data back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.database import db
from selfcare.orders.contact_change import contact_order
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.models import Order
from tests.builders import NOON
from tests.feeds.feed import Feed

OLD, NEW, THIRD = "anna@example.org", "new@example.org", "third@example.org"


@pytest.mark.parametrize(
    ("told", "holds", "state"), [(OLD, NEW, "waiting"), (NEW, NEW, "done"), (THIRD, THIRD, "rejected")]
)
def test_the_feed_is_compared_with_what_waits(feed: Feed, told: str, holds: str, state: str) -> None:
    change_email(feed)

    feed.load_rows("customers", {"email": told})

    assert feed.one(select(Customer.email)) == holds
    assert feed.one(select(Order.state)) == state


def test_a_feed_without_that_customer_says_nothing_of_it(feed: Feed) -> None:
    change_email(feed)

    feed.load_rows("customers", {"customer_no": "7", "email": THIRD})

    assert feed.one(select(Order.state)) == "waiting"


def change_email(feed: Feed) -> None:
    """Proved, and on its way to billing."""
    feed.load_rows("customers", {"email": OLD})
    with Session(db.engine) as session:
        customer = session.scalars(select(Customer)).one()
        change = ContactChange(
            customer=customer, what="email", former=OLD, wanted=NEW, session_id=1, asked_at=NOON, new_proved_at=NOON
        )
        change.order = contact_order(change, OLD, NEW, now=NOON, today=NOON.date())
        change.set_to(NEW)
        session.add(change)
        session.commit()
