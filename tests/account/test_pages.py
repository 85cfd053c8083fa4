from importlib.metadata import version

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements

PARTS = ("contact", "lines", "language", "password", "devices", "history", "messages", "export")


def test_the_account_leads_to_all_its_parts(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account")

    assert {f"/account/{part}" for part in PARTS} <= set(browser.links())
    assert version("selfcare") in browser.text


def test_one_can_sign_out_from_the_account_where_a_phone_has_no_rail(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account")

    assert browser.page.xpath("//main//form[@method='post'][@action='/logout']//button")


def test_the_account_links_the_legal_texts(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account")

    assert {"/legal/privacy", "/legal/accessibility"} <= set(browser.links())


@pytest.mark.parametrize("part", ["", *(f"/{part}" for part in PARTS)])
def test_a_part_asks_the_database_at_most_six_times(browser: Browser, anna: Customer, part: str) -> None:
    browser.sign_in(anna)

    with count_statements() as sent:
        browser.open(f"/account{part}")

    assert 0 < len(sent) <= MOST_PER_PAGE, sent


@pytest.mark.parametrize("part", PARTS)
def test_the_row_of_the_open_part_is_marked(browser: Browser, anna: Customer, part: str) -> None:
    browser.sign_in(anna)

    browser.open(f"/account/{part}")

    marked = browser.page.xpath("//main//a[@aria-current='page']/@href")
    assert marked == [f"/account/{part}"]


def test_contact_data_say_how_to_change_them(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/contact")

    for known in ("Anna Nowak", "ul. Klonowa 7/3", "30-001 Kraków", "anna@example.org", "500 100 200", "1002456"):
        assert known in browser.text
    assert any(link.startswith("tel:") for link in browser.links())


def test_what_is_unknown_of_a_customer_is_left_out(browser: Browser, db: Session, anna: Customer) -> None:
    anna.street = anna.postcode = anna.city = anna.email = anna.contact_phone = anna.bank_account = ""
    browser.sign_in(anna)

    browser.open("/account/contact")

    names = browser.page.xpath("//main//dt/text()")
    assert "Address" not in names
    assert "E-mail" not in names
    assert "Contact number" not in names
    assert "Name" in names


def test_a_firm_sees_its_tax_number(browser: Browser, db: Session, bartek: Customer) -> None:
    browser.sign_in(bartek)

    browser.open("/account/contact")

    assert "9999999999" in browser.text


def test_the_language_is_chosen_for_pages_and_messages(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/language")
    browser.press("Save the language", language="pl")

    assert browser.address == "/account?done=language"
    assert anna.speaks == "pl"
    assert browser.cookie("language") == "pl"
    assert browser.page.get("lang") == "pl"


def test_choosing_the_same_language_writes_nothing_down(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/language")
    browser.press("Save the language", language="en")

    assert db.scalars(select(Entry.what)).all() == []


def test_a_language_nobody_offers_is_a_mistake(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/language")
    browser.press("Save the language", language="de", status=422)

    assert anna.speaks == "en"
