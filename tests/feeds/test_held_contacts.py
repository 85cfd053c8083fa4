"""An export that is older than a change in the portal does not change contact data back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
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


def test_an_old_export_may_come_after_the_operator_has_confirmed(feed: Feed) -> None:
    change_email(feed, closed_at=clock.now() - timedelta(days=2))

    feed.load_rows("customers", {"email": OLD})

    assert feed.one(select(Customer.email)) == NEW


def test_after_some_days_the_feed_alone_counts(feed: Feed) -> None:
    change_email(feed, closed_at=clock.now() - timedelta(days=4))

    feed.load_rows("customers", {"email": OLD})

    assert feed.one(select(Customer.email)) == OLD


def change_email(feed: Feed, closed_at: datetime | None = None) -> None:
    """Proved, and on its way to billing; or confirmed by the operator then."""
    feed.load_rows("customers", {"email": OLD})
    with Session(db.engine) as session:
        customer = session.scalars(select(Customer)).one()
        change = ContactChange(
            customer=customer, what="email", former=OLD, wanted=NEW, session_id=1, asked_at=NOON, new_proved_at=NOON
        )
        change.order = contact_order(change, OLD, NEW, now=NOON, today=NOON.date())
        change.set_to(NEW)
        if closed_at:
            change.order.move("done", now=closed_at, reason="operator")
        session.add(change)
        session.commit()
