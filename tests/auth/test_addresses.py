"""What one client address may do in an hour, whichever logins it names."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.auth import addresses, one_time, signing_in
from selfcare.auth.attempts import Attempt, Entered
from selfcare.auth.codes import NoMoreCodes
from selfcare.auth.logins import Login
from selfcare.auth.tries import TooManyWrong
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.steps import leave_password_empty, sign_in
from tests.auth.test_codes_pages import another_browser
from tests.browser import Browser
from tests.builders import NOON
from tests.conftest import SECRET_KEY
from tests.statements import count_statements

HERE = "127.0.0.1"  # where the tests' browsers are


def attempt(login: str, password: str = "", *, address: str = HERE, now: datetime = NOON) -> Attempt:
    return Attempt(login=Login.parse(login), password=password, address=address, now=now, secret_key=SECRET_KEY)


def ask_for_codes(db: Session, times: int, *, address: str = HERE) -> None:
    for number in range(times):
        one_time.ask_for_code(db, attempt(f"+48600000{number:03}", address=address))


def spray(db: Session, times: int, *, address: str = HERE) -> None:
    for number in range(times):
        assert try_once(db, f"+48600000{number:03}", address=address) is None


def try_once(db: Session, login: str, *, address: str = HERE, now: datetime = NOON) -> Entered | None:
    return signing_in.sign_in(db, attempt(login, "wrong wrong wrong", address=address, now=now))


@pytest.mark.parametrize("login", ["500100200", "anna@example.org", "600600600"])
def test_a_hundred_codes_an_hour_are_enough_for_one_address(
    browser: Browser, db: Session, anna: Customer, clock: Clock, login: str
) -> None:
    ask_for_codes(db, addresses.MOST_CODES)
    clock.move(minutes=59)

    leave_password_empty(browser, login, status=429)

    assert browser.response.headers["Retry-After"] == "60"
    assert "Too many codes" in browser.text
    clock.move(minutes=1)
    leave_password_empty(browser, login)


@pytest.mark.parametrize("login", ["500100200", "anna@example.org", "600600600"])
def test_a_hundred_wrong_tries_an_hour_are_enough_for_one_address(
    browser: Browser, db: Session, anna: Customer, clock: Clock, login: str
) -> None:
    spray(db, addresses.MOST_WRONG)
    clock.move(minutes=59)

    sign_in(browser, login, PASSWORD, status=429)

    assert browser.response.headers["Retry-After"] == "60"
    assert "Too many wrong tries" in browser.text
    clock.move(minutes=1)
    sign_in(browser, login, "wrong wrong wrong", status=422)


def test_codes_and_wrong_tries_are_counted_apart(browser: Browser, db: Session, anna: Customer) -> None:
    spray(db, addresses.MOST_WRONG)

    leave_password_empty(browser, "500100200")


def test_whose_browser_is_known_does_not_wait_for_the_neighbours(
    browser: Browser, app: Flask, db: Session, anna: Customer, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    clock.move(hours=12)
    for number in range(addresses.MOST_WRONG):
        try_once(db, f"+48600000{number:03}", now=clock.now)

    sign_in(browser, "500100200", "wrong wrong wrong", status=422)
    sign_in(another_browser(app, db), "500100200", PASSWORD, status=429)
    sign_in(browser, "500100200", PASSWORD)


def test_other_addresses_go_on(db: Session, anna: Customer) -> None:
    ask_for_codes(db, addresses.MOST_CODES, address="2001:db8:0:1::1")
    spray(db, addresses.MOST_WRONG, address="2001:db8:0:1::1")

    with pytest.raises(NoMoreCodes):
        one_time.ask_for_code(db, attempt("500100200", address="2001:db8:0:1:ffff::7"))
    with pytest.raises(TooManyWrong):
        try_once(db, "500100200", address="2001:db8:0:1:ffff::7")
    assert one_time.ask_for_code(db, attempt("500100200", address="2001:db8:0:2::1"))
    assert try_once(db, "500100200", address="2001:db8:0:2::1") is None


def test_the_next_hour_counts_anew(db: Session) -> None:
    spray(db, addresses.MOST_WRONG)
    later = NOON + timedelta(hours=1)

    for number in range(addresses.MOST_WRONG):
        assert try_once(db, f"+48600000{number:03}", now=later) is None

    with pytest.raises(TooManyWrong):
        try_once(db, "600600600", now=later)


def test_known_and_unknown_logins_cost_the_same_at_the_limit(db: Session, anna: Customer) -> None:
    spray(db, addresses.MOST_WRONG)
    db.flush()
    statements = []
    for login in ("500100200", "600600600"):
        with count_statements() as sent, pytest.raises(TooManyWrong):
            try_once(db, login)
        statements.append(sent)

    assert statements[0] == statements[1]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_an_address_stands_for_what_one_customer_has(address: str, network: str) -> None:
    assert addresses.network_of(address) == network
