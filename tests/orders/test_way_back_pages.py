"""The way back: whoever has the former e-mail undoes a change, and what the feed says of one."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from selfcare.auth.models import Credential, SessionRow
from selfcare.customers.models import Customer
from selfcare.orders import settling
from selfcare.orders.contact_feed import hear
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.contact_queries import held_changes
from selfcare.orders.models import Order
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.contact_steps import NEW, change, way_back_in
from tests.orders.steps import the_order


@pytest.fixture
def browser(app: Flask, db: Session, anna: Customer) -> Browser:
    """Anna has just typed her password and a code."""
    browser = Browser(app, db)
    browser.sign_in(anna, confirmed_at=NOON)
    return browser


def test_the_former_one_takes_it_back(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock
) -> None:
    db.add(Credential(customer_id=anna.id, password_hash="x", changed_at=NOON))
    _letter, address = way_back_in(change(browser, post))
    clock.move(days=6)
    stranger = Browser(app, db)
    stranger.speak("en")
    stranger.open(address)
    assert anna.email == NEW  # programs that look at links change nothing

    stranger.press("It was not me: take it back")

    assert "The change is taken back" in stranger.text
    first, back = db.scalars(select(Order).order_by(Order.id)).all()
    assert (anna.email, first.state, first.reason) == ("anna@example.org", "cancelled", "taken_back")
    assert (back.state, back.facts["wanted"]) == ("waiting", "anna@example.org")
    assert db.get(Credential, anna.id) is None
    assert all(row.ended_at for row in db.scalars(select(SessionRow).where(SessionRow.customer_id == anna.id)))
    told = {(letter.to, letter.kind) for letter in post.deliver() if letter.kind != "order_receipt"}
    assert told == {("anna@example.org", "contact_taken_back"), ("+48500100200", "contact_taken_back")}
    stranger.open(address)
    assert "This link is too old" in stranger.text
    browser.sign_in(anna)
    assert "It was taken back" in browser.open(f"/orders/{first.number}").text


def test_nobody_undoes_the_way_back_by_a_later_change(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock
) -> None:
    _letter, first = way_back_in(change(browser, post))
    the_order(db).move("done", now=NOON, reason="operator")
    clock.move(minutes=1)
    _letter, second = way_back_in(change(browser, post, "another@example.net"))
    owner = Browser(app, db)
    owner.speak("en")
    owner.open(first).press("It was not me: take it back")
    db.add(Credential(customer_id=anna.id, password_hash="the owner's new one", changed_at=NOON))

    owner.open(second)

    assert "This link is too old" in owner.text
    assert anna.email == "anna@example.org"


@pytest.mark.parametrize(("told", "state"), [(NEW, "waiting"), ("anna@example.org", "done")])
def test_what_billing_took_over_already_does_not_come_back(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, post: Post, told: str, state: str
) -> None:
    _letter, address = way_back_in(change(browser, post))
    the_order(db).move("done", now=NOON, reason="operator")
    stranger = Browser(app, db)
    stranger.speak("en")
    stranger.open(address).press("It was not me: take it back")
    anna.email = told

    for held in db.scalars(held_changes(NOON)):
        hear(db, held, now=NOON)

    assert (anna.email, the_order(db).state) == ("anna@example.org", state)


@pytest.mark.parametrize("days", [0, 8])
def test_a_link_that_is_too_old_or_made_up_opens_nothing(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock, days: int
) -> None:
    _letter, address = way_back_in(change(browser, post))
    stranger = Browser(app, db)
    stranger.speak("en")
    stranger.open(address)
    clock.move(days=days)
    if not days:
        the_change = db.scalars(select(ContactChange)).one()
        the_change.way_back = b"another"

    stranger.press("It was not me: take it back", status=409)

    assert "This link is too old" in stranger.text
    assert anna.email == NEW


@pytest.mark.parametrize(
    ("told", "holds", "state", "reason"),
    [
        ("anna@example.org", NEW, "waiting", ""),  # an export that is older than the change
        (NEW, NEW, "done", "feed"),
        ("third@example.org", "third@example.org", "rejected", "other_contact"),
    ],
)
def test_what_the_feed_says_of_a_change(  # a row of the table, and what it needs
    *, browser: Browser, db: Session, anna: Customer, post: Post, told: str, holds: str, state: str, reason: str
) -> None:
    change(browser, post)
    anna.email = told

    hear(db, db.scalars(select(ContactChange)).one(), now=NOON)

    assert (anna.email, the_order(db).state, the_order(db).reason) == (holds, state, reason)
    browser.open(f"/orders/{the_order(db).number}")
    says = {"waiting": "It holds already", "done": "It holds everywhere", "rejected": "has brought a third one"}
    assert says[state] in browser.text


def test_what_the_operator_refuses_is_as_it_was(*, browser: Browser, db: Session, anna: Customer, post: Post) -> None:
    change(browser, post)

    settling.reject(db, the_order(db), now=NOON, said="To nie jest adres klienta.")

    assert (anna.email, the_order(db).state) == ("anna@example.org", "rejected")
    assert "To nie jest adres klienta." in browser.open(f"/orders/{the_order(db).number}").text


def test_no_token_stands_in_the_log(app: Flask, db: Session) -> None:
    with capture_logs() as lines:
        Browser(app, db).open("/orders/way-back/a-secret-token")

    assert [line["endpoint"] for line in lines if line["event"] == "request"] == ["orders.way_back"]
    assert "a-secret-token" not in str(lines)
