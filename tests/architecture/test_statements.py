"""No page asks the database more than six things (pwa.md §5)."""

from flask import Flask
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.builders import make_staff
from tests.statements import MOST_PER_PAGE, count_statements


def test_no_page_of_a_customer_asks_much(app: Flask, browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)
    asked = {}

    for address in _private_pages(app):
        with count_statements() as asked[address]:
            browser.open(address)

    assert all(asked.values())
    assert {address: sent for address, sent in asked.items() if len(sent) > MOST_PER_PAGE} == {}


def test_no_page_of_staff_asks_much(app: Flask, db: Session, browser: Browser, anna: Customer) -> None:
    browser.sign_in_staff(make_staff(db, "admin"))
    asked = {}

    for address in _private_pages(app, staff=True):
        with count_statements() as asked[address]:
            browser.open(address)

    assert all(asked.values())
    assert {address: sent for address, sent in asked.items() if len(sent) > MOST_PER_PAGE} == {}


def _private_pages(app: Flask, *, staff: bool = False) -> list[str]:
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        and rule.rule.startswith("/staff") == staff
        and "GET" in (rule.methods or ())
        and not getattr(app.view_functions[rule.endpoint], "open_to_everyone", False)
    ]
