"""Known and unknown logins differ in nothing that can be seen (security.md §1.2)."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.auth import passwords
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD
from tests.auth.post import Post
from tests.auth.steps import fail, leave_password_empty, sign_in
from tests.auth.test_codes_pages import another_browser
from tests.browser import Browser
from tests.statements import count_statements

KNOWN = ("500100200", "anna@example.org")  # with a password
NO_PASSWORD = ("500100300", "bartek@example.org")
NOBODY = ("500100222", "nobod@example.org")  # as long as the others
pytestmark = pytest.mark.usefixtures("clock")  # answers name an hour
_UNIQUE = re.compile(r'value="[A-Za-z0-9._-]{60,}"')  # the form's token


class CountingHasher(PasswordHasher):
    """Counts what takes time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.calls: list[str] = []

    def verify(self, *args: Any, **kwargs: Any) -> Any:
        self.calls.append("verify")
        return super().verify(*args, **kwargs)

    def hash(self, *args: Any, **kwargs: Any) -> str:
        self.calls.append("hash")
        return super().hash(*args, **kwargs)


@dataclass
class Answer:
    """All that somebody who asks can see or measure."""

    status: int
    body: str
    headers: list[tuple[str, str]]
    statements: list[str]
    hashing: list[str]
    after: str = field(default="")


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "hasher", hasher)
    passwords.matches("warm up", None)
    return hasher


def ask(app: Flask, db: Session, hasher: CountingHasher, login: str, password: str) -> Answer:
    browser = another_browser(app, db)
    browser.open("/login")
    return _press(browser, "Sign in", hasher, login=login, password=password)


def _press(browser: Browser, button: str, hasher: CountingHasher, **typed: Any) -> Answer:
    status = 303 if not typed.get("password", "x") else 422
    hasher.calls.clear()
    with count_statements() as sent:
        browser.press(button, status=status, **typed)
    seen = Answer(
        browser.response.status_code,
        _without_unique(browser.response.get_data(as_text=True), typed["login"]),
        [(name, _shape_of(name, value)) for name, value in browser.response.headers],
        [re.sub(r"\s+", " ", statement) for statement in sent],
        list(hasher.calls),
    )
    if browser.response.status_code == 303:
        browser.open(browser.response.location)
        seen.after = _without_unique(browser.response.get_data(as_text=True), typed["login"])
    return seen


def _without_unique(body: str, login: str) -> str:
    return _UNIQUE.sub('value="…"', body).replace(login, "…")


def _shape_of(name: str, value: str) -> str:
    if name == "Set-Cookie":
        return re.sub(r"=[^;]*", f"={'…'}", value, count=1)
    return "…" if name in {"X-Request-ID", "Content-Length"} else value


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.usefixtures("anna", "bartek")
def test_an_empty_password(app: Flask, db: Session, hasher: CountingHasher, kind: int) -> None:
    known = ask(app, db, hasher, KNOWN[kind], "")

    assert known.after
    assert known.hashing == []
    assert ask(app, db, hasher, NOBODY[kind], "") == known
    assert ask(app, db, hasher, NO_PASSWORD[kind], "") == known


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.usefixtures("anna", "bartek")
def test_a_wrong_password(app: Flask, db: Session, hasher: CountingHasher, kind: int) -> None:
    known = ask(app, db, hasher, KNOWN[kind], "wrong wrong wrong")

    assert known.hashing == ["verify"]
    assert ask(app, db, hasher, NOBODY[kind], "wrong wrong wrong") == known
    assert ask(app, db, hasher, NO_PASSWORD[kind], "wrong wrong wrong") == known


def test_the_right_password_of_a_blocked_customer(
    app: Flask, db: Session, anna: Customer, hasher: CountingHasher
) -> None:
    anna.status = "blocked"

    blocked = ask(app, db, hasher, KNOWN[0], PASSWORD)

    assert blocked == ask(app, db, hasher, NOBODY[0], PASSWORD)


def test_the_tenth_wrong_password(app: Flask, db: Session, anna: Customer, hasher: CountingHasher) -> None:
    answers = []
    for login in (KNOWN[0], NOBODY[0]):
        fail(another_browser(app, db), login, times=9)
        answers.append(ask(app, db, hasher, login, "wrong wrong wrong"))

    assert answers[0] == answers[1]


@pytest.mark.usefixtures("bartek")
def test_a_wrong_code(app: Flask, db: Session, anna: Customer, post: Post, hasher: CountingHasher) -> None:
    """After the worker found out who it is: not even the language of the page may tell."""
    assert anna.speaks == "pl"  # and the browser speaks English
    answers = []
    for login in (KNOWN[0], NOBODY[0], NO_PASSWORD[0]):
        browser = another_browser(app, db)
        leave_password_empty(browser, login)
        right = {letter.code for letter in post.deliver()}
        wrong = "000000" if "000000" not in right else "000001"
        answers.append(_press(browser, "Continue", hasher, login=login, password=wrong))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0].hashing == []


def test_a_blocked_customer_sees_the_code_field_like_everybody(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    leave_password_empty(browser, KNOWN[0])
    post.deliver()
    anna.status = "blocked"
    db.flush()

    browser.open("/login")

    assert browser.page.get_element_by_id("password").get("autocomplete") == "one-time-code"


def test_who_has_to_wait_is_told_alike(app: Flask, db: Session, anna: Customer) -> None:
    waits = []
    for login in (KNOWN[0], NOBODY[0]):
        browser = another_browser(app, db)
        fail(browser, login, times=10)
        with count_statements() as sent:
            sign_in(browser, login, "wrong wrong wrong", status=429)
        body = _without_unique(browser.response.get_data(as_text=True), login)
        waits.append((body, browser.response.headers["Retry-After"], sent))

    assert waits[0] == waits[1]
