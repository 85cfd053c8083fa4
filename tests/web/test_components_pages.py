import pytest

from selfcare.web.components import Components
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("english")


def test_an_untouched_form_has_no_summary(browser: Browser) -> None:
    browser.open("/try/kit")

    assert browser.page.xpath("//*[@id='errors'] | //*[@aria-invalid]") == []


def test_mistakes_are_summed_up_and_said_again_at_the_field(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=422)

    (summary,) = browser.page.xpath("//*[@id='errors']")
    assert summary.get("role") == "alert"
    assert summary.get("tabindex") == "-1"
    assert "Fix 2 things" in "".join(summary.itertext())
    assert {link.get("href"): link.text for link in summary.iter("a")} == {
        "#login": "Enter a login.",
        "#password": "Enter a password.",
    }
    (login,) = browser.page.xpath("//input[@id='login']")
    assert login.get("aria-invalid") == "true"
    told = [browser.page.get_element_by_id(name) for name in login.get("aria-describedby").split()]
    assert ["".join(part.itertext()).strip() for part in told] == ["Number or e-mail", "Enter a login."]


def test_one_mistake_is_one_thing(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=422, login="anna")

    assert "Fix one thing" in browser.text


def test_the_browser_neither_stops_nor_cuts_what_is_typed(browser: Browser) -> None:
    browser.open("/try/kit")

    assert browser.page.xpath("//input[@required or @maxlength or @minlength]") == []


def test_an_optional_field_says_so(browser: Browser) -> None:
    browser.open("/try/kit")

    (label,) = browser.page.xpath("//label[@for='note']")
    assert " ".join("".join(label.itertext()).split()) == "Note (optional)"


def test_a_code_is_one_input_that_phones_can_fill(browser: Browser) -> None:
    browser.open("/try/kit")

    (code,) = browser.page.xpath("//input[@id='code']")
    facts = {name: code.get(name) for name in ("type", "inputmode", "autocomplete")}
    assert facts == {"type": "text", "inputmode": "numeric", "autocomplete": "one-time-code"}


def test_what_needs_the_script_is_hidden_until_it_runs(browser: Browser) -> None:
    browser.open("/try/kit")

    needing = browser.page.xpath("//button[@data-copy or @data-show]")
    assert len(needing) == 2
    assert all(button.get("hidden") is not None and button.get("type") == "button" for button in needing)


def test_a_password_that_was_typed_never_comes_back(browser: Browser) -> None:
    browser.open("/try/kit").press("Send", status=422, password="too-short")

    assert "too-short" not in browser.response.text


def test_amounts_carry_their_unit(browser: Browser) -> None:
    browser.open("/try/kit?grosze=11489")

    assert "114.89 EUR" in browser.text
    assert "114.89 zł" in browser.text


def test_a_page_link_works_without_the_script(browser: Browser) -> None:
    browser.open("/try/kit")

    for link in browser.page.xpath("//a[@data-hx-get]"):
        assert link.get("href") == link.get("data-hx-get")
        assert link.get("data-hx-target") == link.get("data-hx-select") == "#main"


def test_icons_come_from_the_sprite(browser: Browser) -> None:
    browser.open("/try/kit")

    used = set(browser.page.xpath("//use/@href"))
    assert used
    assert all(address.startswith("/static/vendor/lucide-") and "#" in address for address in used)


@pytest.mark.parametrize("reload", [True, False])
def test_a_component_is_found_by_its_name(browser: Browser, reload: bool) -> None:  # noqa: FBT001
    environment = browser._app.jinja_env.overlay(auto_reload=reload)

    components = Components(environment)

    assert str(components.icon("x")) == str(components.icon("x"))
    assert ("icon" in vars(components)) is not reload
