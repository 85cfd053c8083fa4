"""The customer sees whether this device keeps invoices, and says otherwise."""

from selfcare.customers.models import Customer
from tests.browser import Browser


def test_what_is_kept_is_told_and_can_be_deleted(browser: Browser, anna: Customer) -> None:
    row = browser.sign_in(anna, my_device=True)

    browser.open("/account/offline")
    assert "Invoices are kept on this device." in browser.text
    browser.press("Delete what is kept here")

    assert row.my_device is False
    assert browser.address == "/account/offline"
    assert "Nothing is kept on this device." in browser.text
    assert browser.response.headers["X-Purge"] == "1"


def test_a_device_may_begin_to_keep_them(browser: Browser, anna: Customer) -> None:
    row = browser.sign_in(anna, my_device=False)

    browser.open("/account/offline")
    browser.press("Keep invoices on this device")

    assert row.my_device is True
    assert "X-Customer-Key" in browser.response.headers
    assert "X-Purge" not in browser.response.headers
    assert browser.page.get("data-keep") == "/offline/list"


def test_it_does_not_make_the_session_longer(browser: Browser, anna: Customer) -> None:
    row = browser.sign_in(anna, my_device=False)
    until = row.expires_at

    browser.open("/account/offline")
    browser.press("Keep invoices on this device")

    assert row.expires_at == until


def test_the_size_is_left_to_the_script(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna, my_device=True)

    browser.open("/account/offline")

    (place,) = browser.page.xpath("//*[@data-kept-size]")
    assert "{invoices}" in place.get("data-kept-size")
    assert "{size}" in place.get("data-kept-size")
    assert place.get("data-nothing")


def test_another_session_of_the_customer_is_left_alone(browser: Browser, anna: Customer) -> None:
    other = browser.sign_in(anna, my_device=True)
    browser.sign_in(anna, my_device=True)

    browser.open("/account/offline")
    browser.press("Delete what is kept here")

    assert other.my_device is True
