"""Who of staff may open what: address × role, written down in staff.txt and asked at every address."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from selfcare.customers.models import Customer
from selfcare.staff.models import ROLES
from tests.architecture.places import filled
from tests.browser import ORIGIN, Browser
from tests.builders import make_staff

MATRIX = Path(__file__).parent / "staff.txt"
EVERYBODY = "everybody"


def test_the_matrix_says_what_the_marks_say(wired: Flask) -> None:
    """A view below /staff without a mark opens for nobody; one elsewhere with a mark is not guarded at all."""
    marked = {
        (method, _shape(rule)): sorted(getattr(wired.view_functions[rule.endpoint], "roles", [EVERYBODY]))
        for rule in wired.url_map.iter_rules()
        for method in {"GET", "POST"} & (rule.methods or set())
        if _is_staff(rule) or hasattr(wired.view_functions[rule.endpoint], "roles")
    }

    assert marked == {key: sorted(roles) for key, roles in _matrix().items()}


def test_what_is_for_everybody_is_marked_open(wired: Flask) -> None:
    unmarked = [
        rule.rule
        for rule in wired.url_map.iter_rules()
        if _is_staff(rule)
        and not hasattr(wired.view_functions[rule.endpoint], "roles")
        and not getattr(wired.view_functions[rule.endpoint], "open_to_everyone", False)
    ]

    assert unmarked == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_a_role_as_the_matrix_says(app: Flask, db: Session, browser: Browser, role: str) -> None:
    """Whatever is not for that role is not there; what is for it finds no such record, or asks for a form."""
    token = _form_token(browser)
    browser.sign_in_staff(make_staff(db, role))

    answers = {key: _status(browser, app, key, token) for key in _matrix() if key[1] != "/staff/logout"}

    forbidden = {key for key, roles in _matrix().items() if role not in roles and EVERYBODY not in roles}
    assert {key: answers[key] for key in forbidden if answers[key] != 404} == {}
    assert {key for key, status in answers.items() if status == 404 and "<>" not in key[1]} == {
        key
        for key in forbidden
        if "<>" not in key[1]  # while there is no record, the others are 404 for everybody
    }


def test_a_customer_is_a_stranger_at_every_address(app: Flask, browser: Browser, anna: Customer) -> None:
    token = _form_token(browser)
    browser.sign_in(anna)

    for key, roles in _matrix().items():
        if EVERYBODY not in roles:
            assert _status(browser, app, key, token) == 302, key
            assert browser.response.location.startswith("/staff/login"), key


def _matrix() -> dict[tuple[str, str], list[str]]:
    lines = [line.split() for line in MATRIX.read_text(encoding="utf-8").splitlines()]
    return {(method, address): roles for method, address, *roles in lines}


def _status(browser: Browser, app: Flask, key: tuple[str, str], token: str) -> int:
    method, shape = key
    rule = next(rule for rule in app.url_map.iter_rules() if _shape(rule) == shape and method in (rule.methods or ()))
    browser.response = browser._ask(method, filled(rule, 999_999), headers={"Origin": ORIGIN, "X-CSRFToken": token})
    return browser.response.status_code


def _form_token(browser: Browser) -> str:
    browser._ask("GET", "/login")
    token = browser.cookie("__Host-csrf")
    assert token
    return token


def _is_staff(rule: Rule) -> bool:
    return rule.rule == "/staff" or rule.rule.startswith("/staff/")


def _shape(rule: Rule) -> str:
    return re.sub(r"<[^>]*>", "<>", rule.rule)
