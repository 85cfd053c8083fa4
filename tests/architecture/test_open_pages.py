"""Which pages a stranger sees. All others send him to sign-in."""

from flask import Flask

from tests.architecture.places import filled
from tests.browser import ORIGIN, Browser


def test_only_these_pages_are_open_to_everyone(wired: Flask) -> None:
    """Adding a name here is a decision; forgetting one is impossible."""
    marked = {name for name, view in wired.view_functions.items() if getattr(view, "open_to_everyone", False)}

    assert marked == OPEN


def test_a_stranger_is_sent_to_sign_in_from_every_other_page(app: Flask, browser: Browser) -> None:
    token = _form_token(browser)

    answers = {
        f"{method} {address}": browser._ask(method, address, headers={"Origin": ORIGIN, "X-CSRFToken": token})
        for method, address in _private(app)
    }

    assert answers
    assert {
        page: answer.status
        for page, answer in answers.items()
        if answer.status_code != 302 or not answer.location.startswith(_door_of(page))
    } == {}


def test_htmx_is_told_to_go_to_sign_in_from_every_other_page(app: Flask, browser: Browser) -> None:
    headers = {"Origin": ORIGIN, "X-CSRFToken": _form_token(browser)}
    headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}

    answers = {
        f"{method} {address}": browser._ask(method, address, headers=headers) for method, address in _private(app)
    }

    assert {
        page: answer.status
        for page, answer in answers.items()
        if answer.status_code != 401 or not answer.headers.get("HX-Redirect", "").startswith(_door_of(page))
    } == {}


def test_a_form_without_its_token_is_refused_everywhere(app: Flask, browser: Browser) -> None:
    rules = [
        rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and rule.endpoint not in SIGNED
    ]

    answers = {str(rule): browser._ask("POST", filled(rule)) for rule in rules}

    assert answers
    assert {page: answer.status for page, answer in answers.items() if answer.status_code != 400} == {}


def _door_of(page: str) -> str:
    """Staff have one of their own."""
    return "/staff/login" if "/staff" in page else "/login"


def _form_token(browser: Browser) -> str:
    browser._ask("GET", "/login")
    token = browser.cookie("__Host-csrf")
    assert token
    return token


def _private(app: Flask) -> list[tuple[str, str]]:
    """Method and address of each page that is not marked."""
    return [
        (method, filled(rule))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if rule.endpoint not in OPEN and method in {"GET", "POST"}
    ]


SIGNED = {"payments.confirm"}  # by a payment company, over the very bytes: no browser sends them

OPEN = {
    "auth.answer_sign_in",
    "auth.confirm",
    "auth.new_password",
    "auth.sign_in",
    "contact.help_",
    "contact.status",
    "health.alive",
    "health.ready",
    "languages.choose_language",
    "legal.security",
    "legal.show",
    "orders.block_sim",
    "orders.confirm_block",
    "orders.go_back",
    "orders.report_stolen",
    "orders.stolen",
    "orders.way_back",
    "payments.confirm",
    "pwa.manifest",
    "pwa.offline",
    "pwa.service_worker",
    "staff.answer_sign_in",
    "staff.set_up",
    "staff.sign_in",
}
