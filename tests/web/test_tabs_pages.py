import pytest
from flask import Flask

from selfcare.customers.models import Customer
from selfcare.web.tabs import ALL, Tab
from tests.browser import Browser


@pytest.mark.parametrize(
    ("address", "place"),
    [("/", "/"), ("/invoices", "/invoices"), ("/account", "/account"), ("/legal/privacy", None), ("/no/such", None)],
)
def test_the_bar_marks_where_one_is(browser: Browser, anna: Customer, address: str, place: str | None) -> None:
    browser.sign_in(anna)

    browser.open(address, status=404 if address == "/no/such" else 200)

    assert browser.page.xpath("//nav//li/a[@aria-current='page']/@href") == ([place] if place else [])


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/invoices/7", "/invoices"),
        ("/payments", "/invoices"),
        ("/orders/new", "/complaints"),
        ("/help", "/complaints"),
    ],
)
def test_pages_inside_a_place_belong_to_it(app: Flask, address: str, path: str) -> None:
    with app.test_request_context(address):
        assert [tab.path for tab in ALL if tab.is_current] == [path]


def test_a_name_that_only_begins_alike_is_another_place(app: Flask) -> None:
    with app.test_request_context("/invoicesque"):
        assert not Tab("/invoices", "receipt-text", "Invoices").is_current


def test_only_places_that_exist_are_shown(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account")

    shown = browser.page.xpath("//nav//li/a/@href")
    assert {"/", "/invoices", "/account"} <= set(shown)
    assert all(browser._ask("GET", address).status_code == 200 for address in shown)


def test_a_stranger_sees_no_bar_but_the_languages(browser: Browser) -> None:
    browser.open("/legal/privacy")

    assert browser.page.xpath("//nav[contains(@class, 'nav')]") == []
    assert browser.page.xpath("//form[@action='/language']")


def test_signing_out_is_a_plain_form_on_every_page(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account")

    assert browser.page.xpath("//nav//form[@action='/logout' and @method='post'][.//input[@name='csrf_token']]")
