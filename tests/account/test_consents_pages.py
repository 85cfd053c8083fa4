"""Consents to marketing: off by default, each with its text, and a history of who said what and when."""

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.account.models import Consent
from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from tests.browser import Browser


@pytest.fixture
def browser(browser: Browser, anna: Customer) -> Browser:
    browser.sign_in(anna)
    browser.open("/account/consents")
    return browser


def ticked(browser: Browser) -> list[str]:
    return [str(name) for name in browser.page.xpath("//main//input[@type='checkbox'][@checked]/@name")]


def test_everything_is_off_until_somebody_agrees(browser: Browser, db: Session) -> None:
    assert len(browser.page.xpath("//main//input[@type='checkbox']")) == 6
    assert ticked(browser) == []
    browser.press("Save")

    assert db.scalars(select(Consent)).all() == []


def test_each_answer_is_kept_word_for_word(browser: Browser, db: Session, anna: Customer) -> None:
    browser.press("Save", ours_email="y", partners_sms="y")

    assert ticked(browser) == ["ours_email", "partners_sms"]
    assert "Your choice holds from now on." in browser.text
    first, second = db.scalars(select(Consent).order_by(Consent.id)).all()
    assert (first.purpose, first.channel, first.given, first.actor) == ("ours", "email", True, "customer")
    assert first.text == "I agree that Listek sp. z o.o. tells me about its own offers. By e-mail."
    assert first.text_version == hashlib.sha256(first.text.encode()).hexdigest()
    assert (second.purpose, second.channel) == ("partners", "sms")
    assert list(db.scalars(select(Entry.what))) == ["consent_given", "consent_given"]


def test_withdrawing_is_as_easy_and_stays_in_the_history(browser: Browser, db: Session) -> None:
    browser.press("Save", ours_email="y", ours_sms="y")

    browser.press("Save", ours_email="")

    assert ticked(browser) == ["ours_sms"]
    assert [answer.given for answer in db.scalars(select(Consent).order_by(Consent.id))] == [True, True, False]
    assert browser.text.count("agreed") == 2 + browser.text.count("you agreed")
    assert "withdrawn" in browser.text


def test_saving_the_same_again_adds_nothing(browser: Browser, db: Session) -> None:
    browser.press("Save", ours_phone="y")
    browser.press("Save")

    assert len(db.scalars(select(Consent)).all()) == 1


def test_nobody_agrees_to_what_he_did_not_read(browser: Browser, db: Session) -> None:
    browser.press("Save", ours_email="y", version="0" * 64, status=409)

    assert db.scalars(select(Consent)).all() == []


def test_consents_are_ones_own(browser: Browser, bartek: Customer) -> None:
    browser.press("Save", ours_email="y")
    browser.sign_in(bartek)

    browser.open("/account/consents")

    assert ticked(browser) == []
