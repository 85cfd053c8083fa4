from typing import Any

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.notifications.models import Message
from tests.browser import Browser
from tests.builders import NOON


def make_message(db: Session, customer: Customer, **facts: Any) -> Message:
    defaults: dict[str, Any] = {
        "channel": "sms",
        "recipient": "+48500100200",
        "kind": "password_changed",
        "text": "Your password was changed.",
        "state": "delivered",
        "created_at": NOON,
    }
    message = Message(customer_id=customer.id, **(defaults | facts))
    db.add(message)
    db.flush()
    return message


def test_what_was_sent_is_listed_with_road_and_state(browser: Browser, db: Session, anna: Customer) -> None:
    make_message(db, anna)
    make_message(db, anna, channel="email", recipient="anna@example.org", kind="new_device", state="failed")
    browser.sign_in(anna)

    browser.open("/account/messages")

    for words in ("The password was changed", "SMS, 500 100 200", "delivered", "Your password was changed."):
        assert words in browser.text
    for words in ("Signing in on a new device", "e-mail, anna@example.org", "not delivered"):
        assert words in browser.text


def test_codes_are_dots(browser: Browser, db: Session, anna: Customer) -> None:
    make_message(db, anna, kind="one_time_password", text="Code 123456.\n@selfcare.example.org #123456")
    browser.sign_in(anna)

    browser.open("/account/messages")

    assert "123456" not in browser.text
    assert "Code ••••••." in browser.text


def test_messages_to_others_are_not_listed(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    make_message(db, bartek, text="Not for Anna.")
    make_message(db, anna, text="For Anna.")
    browser.sign_in(anna)

    browser.open("/account/messages")

    assert "For Anna." in browser.text
    assert "Not for Anna." not in browser.text


def test_older_messages_are_a_page_away(browser: Browser, db: Session, anna: Customer) -> None:
    for number in range(30):
        make_message(db, anna, text=f"message number {number:02d}.")
    browser.sign_in(anna)

    newest = browser.open("/account/messages").text
    [forward] = [link for link in browser.links() if "before=" in link]
    oldest = browser.open(forward).text

    assert [number for number in range(30) if f"number {number:02d}." in newest] == list(range(5, 30))
    assert [number for number in range(30) if f"number {number:02d}." in oldest] == list(range(5))
    assert not [link for link in browser.links() if "before=" in link]


def test_a_message_of_an_unknown_kind_is_called_by_its_subject(browser: Browser, db: Session, anna: Customer) -> None:
    make_message(db, anna, kind="brand_new", subject="Something new", text="")
    make_message(db, anna, kind="brand_new", text="")
    browser.sign_in(anna)

    browser.open("/account/messages")

    titles = browser.page.xpath("//div[@class='split-detail']//span[@class='row-title']/text()")
    assert titles == ["Message", "Something new"]
    assert not browser.page.xpath("//details")


def test_no_messages_yet(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/messages")

    assert "No messages yet" in browser.text


@pytest.mark.parametrize("part", ["messages?before", "history?before", "lines?after"])
@pytest.mark.parametrize("key", ["", "x", "-1", "²", "1" * 30])
def test_a_key_that_no_page_links_to_is_not_found(browser: Browser, anna: Customer, part: str, key: str) -> None:
    browser.sign_in(anna)

    browser.open(f"/account/{part}={key}", status=404)


@pytest.mark.parametrize("part", ["messages?before", "history?before", "lines?after"])
def test_a_key_that_no_column_can_hold_is_no_fault(browser: Browser, anna: Customer, part: str) -> None:
    browser.sign_in(anna)

    browser.open(f"/account/{part}={'9' * 19}")
