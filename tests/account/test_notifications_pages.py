"""How and when to be reminded of invoices."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from selfcare.notifications.models import Choice
from tests.browser import Browser


@pytest.fixture(autouse=True)
def _english(anna: Customer) -> None:
    anna.chosen_language = "en"


def test_reminders_are_chosen_and_stay_so(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/notifications")
    browser.press("Save", reminders="sms", quiet_from="22", quiet_to="6")

    assert browser.address == "/account?done=notifications"
    assert "We will remind you as you have chosen." in browser.text
    choice = db.scalars(select(Choice)).one()
    assert (choice.customer_id, choice.reminders, choice.quiet_from, choice.quiet_to) == (anna.id, "sms", 22, 6)
    browser.open("/account/notifications")
    browser.press("Save", reminders="none")
    assert (db.scalars(select(Choice.reminders)).all(), choice.quiet_from) == (["none"], 22)
    assert db.scalars(select(Entry.what)).all() == ["notifications_chosen", "notifications_chosen"]


def test_who_chose_nothing_sees_what_holds(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/notifications")

    assert browser.page.xpath("//input[@name='reminders'][@checked]/@value") == ["both"]
    assert browser.page.xpath("//option[@selected]/@value") == ["21", "8"]


@pytest.mark.parametrize("wrong", [{"reminders": "pigeon"}, {"quiet_from": "24"}, {"quiet_to": "noon"}])
def test_what_is_not_offered_is_a_mistake(browser: Browser, db: Session, anna: Customer, wrong: dict[str, Any]) -> None:
    browser.sign_in(anna)

    browser.open("/account/notifications")
    browser.press("Save", status=422, **wrong)

    assert db.scalars(select(Choice)).all() == []
