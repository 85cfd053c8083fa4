"""What strangers do on the pages for stolen phones makes nobody wait in a browser of his own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.auth import devices
from selfcare.auth.attempts import Attempt
from selfcare.auth.codes import NoMoreCodes
from selfcare.auth.logins import Login
from selfcare.auth.models import SessionRow
from selfcare.auth.tokens import hash_of
from selfcare.customers.models import Customer
from selfcare.orders.stolen import ask_for_block_code, block_with_code
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.conftest import SECRET_KEY

NUMBER = "+48 500 100 201"


@pytest.fixture
def _strangers(app: Flask, db: Session, anna: Customer, clock: Clock) -> None:
    """All the codes of an hour, and ten wrong tries."""
    for _each in range(5):
        stranger = Browser(app, db)
        report(stranger)
        for _twice in range(2):
            stranger.press("Block the SIM", code="000000", status=422)
        clock.move(seconds=31)
    report(Browser(app, db), status=429)


def report(browser: Browser, *, status: int = 200) -> None:
    browser.speak("en")
    browser.open("/orders/stolen").press("Send the code by e-mail", number=NUMBER, status=status)


def attempt(clock: Clock, token: str) -> Attempt:
    return Attempt(login=Login.parse(NUMBER), device_token=token, now=clock.now, secret_key=SECRET_KEY)


@pytest.mark.usefixtures("_strangers")
def test_whoever_is_signed_in_does_not_wait(browser: Browser, post: Post) -> None:
    post.deliver()
    report(browser)

    browser.press("Block the SIM", code=post.code())

    assert "Nobody gets our codes on this SIM any more" in browser.text


def test_a_known_browser_does_not_wait_and_its_code_stays_good(
    *, app: Flask, db: Session, anna: Customer, post: Post, clock: Clock
) -> None:
    _device, token = devices.remember(db, anna, "", "Firefox", now=clock.now)
    at_home = attempt(clock, token)
    opened = ask_for_block_code(db, at_home)
    assert opened
    code = post.code()
    row = db.scalars(select(SessionRow).where(SessionRow.token_hash == hash_of(opened))).one()
    for _each in range(5):
        report(Browser(app, db))
        clock.move(seconds=31)

    typed = replace(at_home, row=row, password=code, now=clock.now)

    assert block_with_code(db, typed, "none", today=clock.now.date())


@pytest.mark.usefixtures("_strangers")
def test_a_browser_of_somebody_else_waits(*, db: Session, bartek: Customer, clock: Clock) -> None:
    _device, token = devices.remember(db, bartek, "", "Firefox", now=clock.now - timedelta(days=1))

    with pytest.raises(NoMoreCodes):
        ask_for_block_code(db, attempt(clock, token))
