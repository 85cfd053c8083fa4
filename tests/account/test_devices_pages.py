from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.auth.models import Device
from selfcare.customers.models import Customer
from selfcare.notifications.models import Message
from tests.browser import Browser
from tests.builders import NOON


def make_device(db: Session, customer: Customer, token_hash: bytes) -> Device:
    device = Device(customer_id=customer.id, token_hash=token_hash, first_seen_at=NOON, seen_at=NOON)
    db.add(device)
    db.flush()
    return device


def test_devices_are_listed_and_this_one_is_named(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna, agent="Firefox, Linux", seen_at=NOON - timedelta(days=2))
    browser.sign_in(anna, agent="Chrome, Android")

    browser.open("/account/devices")

    rows = [" ".join(row.text_content().split()) for row in browser.page.xpath("//li[contains(@class, 'row')]")]
    assert len(rows) == 2
    assert "Chrome, Android" in rows[0]
    assert "this device" in rows[0]
    assert "Firefox, Linux" in rows[1]
    assert "last seen" in rows[1]


def test_ended_old_and_half_open_sessions_are_not_listed(browser: Browser, anna: Customer, bartek: Customer) -> None:
    browser.sign_in(anna, ended_at=NOON)
    browser.sign_in(anna, expires_at=NOON)
    browser.sign_in(anna, stage="confirm")
    browser.sign_in(bartek)
    browser.sign_in(anna)

    browser.open("/account/devices")

    assert len(browser.page.xpath("//li[contains(@class, 'row')]")) == 1


def test_one_device_is_signed_out_and_forgotten(browser: Browser, db: Session, anna: Customer) -> None:
    lost = browser.sign_in(anna, agent="Safari, iPhone", device_id=make_device(db, anna, b"lost").id)
    this = browser.sign_in(anna, device_id=make_device(db, anna, b"this").id)

    browser.open("/account/devices")
    browser.press("Sign it out")

    assert browser.address == "/account/devices?done=device"
    assert lost.ended_at == NOON
    assert this.ended_at is None
    assert db.scalars(select(Device.token_hash)).all() == [b"this"]
    assert db.scalars(select(Entry.what)).all() == ["session_ended"]


def test_ending_this_very_session_leads_to_sign_in(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)
    this = browser.sign_in(anna)

    page = browser.open("/account/devices").page
    page.xpath("//form[contains(@action, '/end')]")[0].set("action", f"/account/devices/{this.id}/end")
    browser.press("Sign it out")

    assert browser.address.startswith("/login")
    assert this.ended_at == NOON


@pytest.mark.parametrize("number", [0, 2**63, 10**40])
def test_a_session_that_is_not_mine_is_not_found(
    browser: Browser, db: Session, anna: Customer, bartek: Customer, number: int
) -> None:
    theirs = browser.sign_in(bartek)
    browser.sign_in(anna)
    browser.sign_in(anna)
    page = browser.open("/account/devices").page

    page.xpath("//form[contains(@action, '/end')]")[0].set("action", f"/account/devices/{number or theirs.id}/end")
    browser.press("Sign it out", status=404)

    assert theirs.ended_at is None


def test_signing_out_everywhere_ends_all_and_is_told(browser: Browser, db: Session, anna: Customer) -> None:
    make_device(db, anna, b"known")
    other = browser.sign_in(anna)
    this = browser.sign_in(anna)

    browser.open("/account/devices")
    browser.press("Sign out everywhere", status=303)

    assert browser.response.location == "/login?done=signed_out"
    assert "cache" in browser.response.headers["Clear-Site-Data"]
    assert other.ended_at == this.ended_at == NOON
    assert db.scalars(select(Device)).all() == []
    assert "signed_out_everywhere" in db.scalars(select(Message.kind)).all()
    browser.open("/account", status=302)


def test_a_device_without_a_name_is_called_unknown(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, agent="")

    browser.open("/account/devices")

    assert "Unknown device" in browser.text
