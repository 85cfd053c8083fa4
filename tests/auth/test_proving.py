"""Typing the password again: whose wrong tries count, and what becomes of the cookie before."""

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from selfcare.auth import actions
from selfcare.auth.models import Device, SessionRow
from selfcare.auth.queries import sessions_of
from selfcare.auth.tokens import hash_of
from selfcare.auth.tries import TooManyWrong
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.steps import LONG_ENOUGH, fail, sign_in
from tests.auth.test_codes_pages import another_browser
from tests.browser import Browser
from tests.builders import NOON


@pytest.fixture
def row(browser: Browser, db: Session, anna: Customer) -> SessionRow:
    """Anna's session, in a browser that still shows the token of signing in."""
    sign_in(browser, "500100200", PASSWORD)
    return db.scalars(sessions_of(anna, NOON)).one()


def test_a_strangers_wrong_sign_ins_do_not_stop_the_owner(
    row: SessionRow, app: Flask, db: Session, anna: Customer
) -> None:
    fail(another_browser(app, db), "500100200", 10)

    assert actions.prove(db, row, anna, PASSWORD, now=NOON)


def test_wrong_ones_in_a_known_browser_count_there(row: SessionRow, app: Flask, db: Session, anna: Customer) -> None:
    for _ in range(10):
        assert actions.prove(db, row, anna, "wrong wrong wrong", now=NOON) is None

    with pytest.raises(TooManyWrong):
        actions.prove(db, row, anna, PASSWORD, now=NOON)
    sign_in(another_browser(app, db), "500100200", PASSWORD)


def test_a_forgotten_browser_counts_with_all_the_others(
    row: SessionRow, app: Flask, db: Session, anna: Customer
) -> None:
    fail(another_browser(app, db), "500100200", 10)
    db.execute(delete(Device))
    db.expire_all()

    with pytest.raises(TooManyWrong):
        actions.prove(db, row, anna, PASSWORD, now=NOON)


def test_the_cookie_before_opens_for_half_a_minute(
    browser: Browser, row: SessionRow, db: Session, anna: Customer, clock: Clock
) -> None:
    actions.prove(db, row, anna, PASSWORD, now=clock.now)

    clock.move(seconds=29)
    assert browser.open("/account").address == "/account"
    clock.move(seconds=1)
    browser.open("/account", status=302)


def test_a_button_pressed_three_times_works_three_times(
    browser: Browser, row: SessionRow, db: Session, anna: Customer
) -> None:
    """All with the cookie that the page was opened with; the last answer's cookie goes on."""
    anna.chosen_language = "en"
    browser.open("/account/export")
    actions.prove(db, row, anna, PASSWORD, now=NOON)
    row.came_by_former = True
    actions.prove(db, row, anna, PASSWORD, now=NOON)

    browser.press("Download the ZIP file", password=PASSWORD)
    browser.response.close()

    db.expire_all()
    assert row.token_hash == hash_of(browser.cookie("__Host-sid") or "")
    assert browser.open("/account").address == "/account"


def test_the_cookie_before_is_not_proved_by_what_came_after(row: SessionRow, db: Session, anna: Customer) -> None:
    actions.prove(db, row, anna, PASSWORD, now=NOON)
    assert row.is_proved_lately(NOON)

    row.came_by_former = True

    assert not row.is_proved_lately(NOON)


def test_only_the_newest_cookie_outlives_a_new_password(
    browser: Browser, row: SessionRow, db: Session, anna: Customer
) -> None:
    actions.prove(db, row, anna, PASSWORD, now=NOON)

    actions.change_password(db, anna, LONG_ENOUGH, now=NOON, but=row)

    assert row.ended_at is None
    browser.open("/account", status=302)


def test_signing_out_ends_the_cookie_before_too(browser: Browser, row: SessionRow, db: Session, anna: Customer) -> None:
    actions.prove(db, row, anna, PASSWORD, now=NOON)

    actions.sign_out(db, row, anna, now=NOON)

    browser.open("/account", status=302)
