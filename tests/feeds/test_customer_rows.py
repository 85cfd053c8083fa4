"""Customers: a status that may be missing, and who is out at once."""

from datetime import timedelta

from sqlalchemy import select

from selfcare.auth.models import SIGNED_IN, SessionRow
from selfcare.customers.models import Customer
from tests.builders import NOON
from tests.feeds.feed import Feed, counts


def test_a_feed_without_statuses_leaves_them_alone(feed: Feed) -> None:
    feed.load_rows("customers", {"status": "blocked"})

    report = feed.load_rows("customers", {})

    assert counts(report) == (0, 0, 1, 0)
    assert feed.one(select(Customer)).status == "blocked"


def test_new_customers_are_active_unless_it_says_otherwise(feed: Feed) -> None:
    feed.load_rows("customers", {})
    feed.load_rows("customers", {"customer_no": "2", "status": ""}, {"customer_no": "3", "status": "left"})

    statuses = {customer.customer_no: customer.status for customer in feed.all(select(Customer))}
    assert statuses == {"1002456": "active", "2": "active", "3": "left"}


def test_who_left_or_is_blocked_is_out_at_once(feed: Feed) -> None:
    for number in ("1", "2", "3"):
        feed.load_rows("customers", {"customer_no": number, "status": "active"})
        sign_in(feed, number)

    feed.load_rows(
        "customers",
        {"customer_no": "1", "status": "left"},
        {"customer_no": "2", "status": "blocked"},
        {"customer_no": "3", "status": "active", "city": "Gdynia"},
    )

    assert still_in(feed) == ["3"]


def test_nip_and_email_change_with_the_rest(feed: Feed) -> None:
    feed.load_rows("customers", {})

    report = feed.load_rows("customers", {"kind": "business", "nip": "5265877635"})

    assert counts(report) == (0, 1, 0, 0)
    assert feed.one(select(Customer)).nip == "5265877635"


def sign_in(feed: Feed, customer_no: str, msisdn: str = "") -> None:
    customer = feed.one(select(Customer).where(Customer.customer_no == customer_no))
    feed.add(
        SessionRow(
            token_hash=f"{customer_no} by {msisdn}".encode(),
            customer_id=customer.id,
            stage=SIGNED_IN,
            login_key=b"",
            msisdn=msisdn,
            created_at=NOON,
            seen_at=NOON,
            expires_at=NOON + timedelta(days=30),
        )
    )


def still_in(feed: Feed) -> list[str]:
    """Numbers of the customers whose sessions go on."""
    query = select(Customer.customer_no).join(SessionRow, SessionRow.customer_id == Customer.id)
    return sorted(feed.all(query.where(SessionRow.ended_at.is_(None))))
