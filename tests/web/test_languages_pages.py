import pytest

from selfcare.customers.models import Customer
from tests.browser import Browser


def test_polish_is_what_strangers_read_first(browser: Browser) -> None:
    browser.open("/legal/privacy")

    assert browser.page.get("lang") == "pl"


def test_a_stranger_chooses_english_and_stays_where_he_was(browser: Browser) -> None:
    browser.open("/legal/privacy").press("English")

    assert browser.address == "/legal/privacy"
    assert browser.page.get("lang") == "en"
    assert browser.cookie("language") == "en"
    browser.press("Polski")
    assert browser.page.get("lang") == "pl"


def test_a_language_we_do_not_speak_changes_nothing(browser: Browser) -> None:
    token = browser.open("/legal/privacy").page.find(".//input[@name='csrf_token']").get("value")

    browser._ask("POST", "/language", data={"csrf_token": token, "language": "tlh"})

    assert browser.open("/legal/privacy").page.get("lang") == "pl"
    assert browser.cookie("language") is None


def test_a_made_up_cookie_is_polish(browser: Browser) -> None:
    browser.speak("<script>")

    browser.open("/legal/privacy")

    assert browser.page.get("lang") == "pl"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_never_leads_to_another_site(browser: Browser, elsewhere: str) -> None:
    browser.open("/legal/privacy").press("English", status=303, next=elsewhere)

    assert browser.response.location == "/"


def test_the_cookie_holds_the_language_and_nothing_else(browser: Browser) -> None:
    browser.open("/legal/privacy").press("English", status=303)

    (cookie,) = [cookie for cookie in browser.response.headers.getlist("Set-Cookie") if cookie.startswith("language=")]
    assert cookie.startswith("language=en;")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=31536000"))


def test_a_customers_own_choice_wins(browser: Browser, anna: Customer) -> None:
    anna.chosen_language = "pl"
    browser.speak("en")
    browser.sign_in(anna)

    browser.open("/legal/privacy")

    assert browser.page.get("lang") == "pl"
