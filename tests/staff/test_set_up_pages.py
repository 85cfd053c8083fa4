"""The set-up link: a password of one's own, an authenticator app, and beginning anew."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from selfcare.errors import RuleBroken
from selfcare.staff import authenticator, inviting
from selfcare.staff.models import StaffMember
from tests.auth.conftest import Clock
from tests.browser import Browser
from tests.conftest import SECRET_KEY
from tests.staff.door import PASSWORD, WRONG, code_at, type_in


def invited(db: Session, clock: Clock, email: str = "nowa@example.org") -> tuple[StaffMember, str]:
    facts = {"name": "Nowa Osoba", "role": "agent", "by": "system", "secret_key": SECRET_KEY}
    member, token = inviting.invite(db, email, now=clock.now, **facts)
    db.flush()
    return member, f"/staff/set-up/{token}"


def code_of(member: StaffMember, clock: Clock) -> str:
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(authenticator.secret_of(member, SECRET_KEY)).at(clock.now)


def set_up(browser: Browser, address: str, *, status: int = 200, **typed: Any) -> Browser:
    fields: dict[str, Any] = {"new_password": PASSWORD, "repeat_password": PASSWORD, **typed}
    return browser.open(address).press("Set up the account", status=status, **fields)


def test_the_link_leads_to_a_working_account(browser: Browser, db: Session, clock: Clock) -> None:
    member, address = invited(db, clock)
    secret = authenticator.secret_of(member, SECRET_KEY)

    browser.open(address)
    assert secret in re.sub(r"\s", "", browser.text)
    assert browser.page.find(".//main//svg[@class]") is not None
    set_up(browser, address, code=code_of(member, clock))
    assert "Everything is set up." in browser.text
    clock.move(seconds=30)
    type_in(browser, email="nowa@example.org", code=code_of(member, clock))

    assert "Nowa Osoba" in browser.response.text
    browser.open(address, status=404)


def test_the_key_is_sealed_in_the_database(db: Session, clock: Clock) -> None:
    member, _address = invited(db, clock)

    assert authenticator.secret_of(member, SECRET_KEY) not in member.totp_secret


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"code": "000000"}, "This code does not fit."),
        ({"new_password": "short", "repeat_password": "short"}, "Use at least 12 characters."),
        ({"repeat_password": "another one"}, "The two passwords differ."),
        ({"new_password": "nowa@example.org", "repeat_password": "nowa@example.org"}, "Do not build the password"),
        ({"code": ""}, "Type the code."),
    ],
)
def test_a_mistake_is_explained(browser: Browser, db: Session, clock: Clock, typed: dict[str, str], says: str) -> None:
    member, address = invited(db, clock)

    set_up(browser, address, status=422, **{"code": code_of(member, clock), **typed})

    assert says in browser.text
    assert not member.password_hash


def test_a_link_is_good_for_three_days(browser: Browser, db: Session, clock: Clock) -> None:
    _member, address = invited(db, clock)

    clock.move(days=2, hours=23)
    browser.open(address)
    clock.move(hours=1)

    browser.open(address, status=404)


def test_an_unknown_link_reads_like_one_that_was_used(browser: Browser) -> None:
    browser.open("/staff/set-up/x", status=404)


def test_beginning_anew_stops_the_old_password_and_app_at_once(
    browser: Browser, db: Session, agent: StaffMember, clock: Clock
) -> None:
    browser.sign_in_staff(agent)
    token = inviting.begin_anew(db, agent, by="system", now=clock.now, secret_key=SECRET_KEY)
    db.flush()

    browser.open("/staff/me", status=302)
    type_in(browser, status=422, code=code_at(clock.now))

    assert WRONG in browser.text
    set_up(browser, f"/staff/set-up/{token}", code=code_of(agent, clock))
    assert "Everything is set up." in browser.text


def test_an_e_mail_stands_for_one_person(db: Session, agent: StaffMember, clock: Clock) -> None:
    with pytest.raises(inviting.AlreadyThere):
        invited(db, clock, " BOK@example.org")


def test_who_ended_may_come_back_but_with_nothing_of_old(db: Session, agent: StaffMember, clock: Clock) -> None:
    inviting.end(db, agent, by=None, now=clock.now)

    with pytest.raises(RuleBroken):
        inviting.begin_anew(db, agent, by="system", now=clock.now, secret_key=SECRET_KEY)
    again, _address = invited(db, clock, "bok@example.org")

    assert again is agent
    assert not again.may_sign_in
    assert again.password_hash == ""


def test_the_log_does_not_hold_the_link(browser: Browser, db: Session, clock: Clock) -> None:
    _member, address = invited(db, clock)

    with capture_logs() as lines:
        browser.open(address)

    assert [line["path"] for line in lines if line["event"] == "request"] == ["/staff/set-up/…"]
