"""The front door of staff: three proofs at once, one answer for everybody."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock as portal_clock
from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from selfcare.staff import jobs
from selfcare.staff.models import Reason, StaffMember, StaffSession
from tests.auth.conftest import Clock
from tests.browser import Browser
from tests.staff.door import PASSWORD, WRONG, code_at, type_in


def test_password_and_code_open_the_door_together(browser: Browser, db: Session, agent: StaffMember) -> None:
    type_in(browser)

    assert browser.address.startswith("/staff/")
    assert "Katarzyna Lis" in browser.response.text
    entry = db.scalars(select(Entry)).one()
    assert (entry.what, entry.actor, entry.customer_no) == ("staff_signed_in", "bok@example.org", "")


def test_the_cookie_is_opaque_and_only_for_us(browser: Browser, db: Session, agent: StaffMember) -> None:
    browser.open("/staff/login").press(
        "Sign in", status=303, email="BOK@example.org", password=PASSWORD, code=code_at(portal_clock.now())
    )

    cookie = next(line for line in browser.response.headers.getlist("Set-Cookie") if line.startswith("__Host-staff="))
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert db.scalars(select(StaffSession)).one().token_hash not in cookie.encode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@example.org"},
        {"password": "cztery zielone stoły"},
        {"code": "000000"},
        {"code": "six figures"},
    ],
    ids=["email", "password", "code", "no-code"],
)
def test_whatever_is_wrong_the_answer_is_the_same(browser: Browser, agent: StaffMember, wrong: dict[str, str]) -> None:
    type_in(browser, status=422, **wrong)

    assert WRONG in browser.text


@pytest.mark.parametrize(
    "typed", [{"email": "nobody@example.org"}, {"password": "cztery"}, {"code": "000000"}], ids=str
)
def test_one_secret_is_unsealed_whatever_is_wrong(
    browser: Browser, agent: StaffMember, monkeypatch: pytest.MonkeyPatch, typed: dict[str, str]
) -> None:
    unsealed: list[bytes | str] = []
    decrypt = Fernet.decrypt

    def counted(key: Fernet, token: bytes | str) -> bytes:
        unsealed.append(token)
        return decrypt(key, token)

    monkeypatch.setattr(Fernet, "decrypt", counted)

    type_in(browser, status=422, **typed)

    assert len(unsealed) == 1


@pytest.mark.parametrize("state", ["ended", "not set up"])
def test_who_may_not_answer_reads_the_same(browser: Browser, agent: StaffMember, state: str) -> None:
    if state == "ended":
        agent.ended_at = portal_clock.now()
    else:
        agent.ready_at = None

    type_in(browser, status=422)

    assert WRONG in browser.text


def test_a_code_is_taken_once(browser: Browser, agent: StaffMember, clock: Clock) -> None:
    seen = code_at(clock.now)
    type_in(browser, code=seen)
    browser.forget_cookies()
    browser.speak("en")

    type_in(browser, status=422, code=seen)
    clock.move(seconds=30)
    type_in(browser)

    assert browser.address.startswith("/staff/")


def test_a_wrong_password_does_not_use_the_code_up(browser: Browser, agent: StaffMember) -> None:
    type_in(browser, status=422, password="something else entirely")

    type_in(browser)

    assert browser.address.startswith("/staff/")


def test_a_phone_whose_clock_is_half_a_minute_late_still_works(
    browser: Browser, agent: StaffMember, clock: Clock
) -> None:
    late = code_at(clock.now)
    clock.move(seconds=30)

    type_in(browser, code=f"{late[:3]} {late[3:]}")

    assert browser.address.startswith("/staff/")


@pytest.mark.parametrize("email", ["bok@example.org", "nobody@example.org"])
def test_after_ten_wrong_tries_everybody_waits(browser: Browser, agent: StaffMember, clock: Clock, email: str) -> None:
    for _ in range(10):
        type_in(browser, status=422, email=email, code="000000")

    type_in(browser, status=429, email=email)

    assert browser.response.headers["Retry-After"] == "30"
    clock.move(seconds=31)
    type_in(browser, status=200 if email.startswith("bok") else 422, email=email)


def test_a_stranger_does_not_keep_the_owner_out(browser: Browser, agent: StaffMember, clock: Clock) -> None:
    type_in(browser)
    browser.press("Sign out")
    stranger = Browser(browser._app, browser._db)
    stranger.speak("en")
    clock.move(seconds=30)
    for _ in range(10):
        type_in(stranger, status=422, code="000000")

    type_in(stranger, status=429)
    type_in(browser)

    assert browser.address.startswith("/staff/")


def test_many_wrong_tries_are_in_the_log(browser: Browser, db: Session, agent: StaffMember) -> None:
    for _ in range(10):
        type_in(browser, status=422, code="000000")

    assert [entry.what for entry in db.scalars(select(Entry))] == ["staff_sign_in_failed_often"]


def test_empty_fields_say_what_is_missing(browser: Browser) -> None:
    type_in(browser, status=422, email="", password="", code="")

    for sentence in ("Type your e-mail.", "Type your password.", "Type the code."):
        assert sentence in browser.text


def test_fifteen_minutes_without_work_end_it(browser: Browser, agent: StaffMember, clock: Clock) -> None:
    type_in(browser)
    clock.move(minutes=14)
    browser.open("/staff/me")
    clock.move(minutes=14)
    browser.open("/staff/me")

    clock.move(minutes=16)
    browser.open("/staff/me", status=302)

    assert browser.response.location == "/staff/login?next=/staff/me"


def test_eight_hours_end_it_however_busy_one_is(
    browser: Browser, db: Session, agent: StaffMember, clock: Clock
) -> None:
    type_in(browser)
    clock.move(hours=7, minutes=59)
    db.scalars(select(StaffSession)).one().seen_at = clock.now
    browser.open("/staff/me")

    clock.move(minutes=1)

    browser.open("/staff/me", status=302)


def test_signing_out_ends_the_row_not_only_the_cookie(browser: Browser, db: Session, agent: StaffMember) -> None:
    type_in(browser)

    browser.press("Sign out")

    assert "You are signed out." in browser.text
    assert db.scalars(select(StaffSession)).one().ended_at
    browser.open("/staff/me", status=302)


def test_the_way_on_is_a_place_behind_the_counter(browser: Browser, agent: StaffMember) -> None:
    browser.open("/staff/me?x=1")
    assert browser.address == "/staff/login?next=/staff/me?x%3D1"

    browser.press("Sign in", email="bok@example.org", password=PASSWORD, code=code_at(portal_clock.now()))

    assert browser.address == "/staff/me?x=1"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example/staff/", "/account", "/staffroom"])
def test_no_other_way_on_is_taken(browser: Browser, agent: StaffMember, wanted: str) -> None:
    browser.open(f"/staff/login?next={wanted}")

    browser.press("Sign in", status=303, email="bok@example.org", password=PASSWORD, code=code_at(portal_clock.now()))

    assert browser.response.location == "/staff"


def test_who_is_in_already_goes_on(browser: Browser, agent: StaffMember) -> None:
    browser.sign_in_staff(agent)

    browser.open("/staff/login?next=/staff/me")

    assert browser.address == "/staff/me"


def test_a_customer_is_nobody_behind_the_counter(browser: Browser, agent: StaffMember, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/staff/me", status=302)
    assert browser.response.location.startswith("/staff/login")
    browser.sign_in_staff(agent)
    browser.open("/staff/me")

    assert "Anna Nowak" not in browser.response.text
    assert "X-Customer-Key" not in browser.response.headers


def test_a_member_of_staff_is_no_customer(browser: Browser, agent: StaffMember) -> None:
    browser.sign_in_staff(agent)

    browser.open("/account", status=302)

    assert browser.response.location.startswith("/login")


def test_an_unknown_address_keeps_the_frame(browser: Browser, agent: StaffMember) -> None:
    browser.sign_in_staff(agent)

    browser.open("/staff/me/sessions/99999999999999999999/end", status=405)
    browser.open("/staff/people", status=404)

    assert "Katarzyna Lis" in browser.response.text


def test_ones_own_sessions_can_be_ended(browser: Browser, db: Session, agent: StaffMember, clock: Clock) -> None:
    other = browser.sign_in_staff(agent, agent="Firefox, Linux")
    browser.sign_in_staff(agent)

    browser.open("/staff/me")
    assert "Firefox, Linux" in browser.text
    browser.press("Sign it out")

    assert "The session is ended." in browser.text
    assert db.get_one(StaffSession, other.id).ended_at == clock.now


def test_a_colleagues_session_is_not_found(
    browser: Browser, agent: StaffMember, supervisor: StaffMember, clock: Clock
) -> None:
    others = browser.sign_in_staff(supervisor)
    browser.sign_in_staff(agent)
    browser.sign_in_staff(agent)

    for wrong in (others.id, 2**70):
        form = browser.open("/staff/me").page.find(".//main//form[@action]")
        form.set("action", f"/staff/me/sessions/{wrong}/end")
        browser.press("Sign it out", status=404)


def test_old_sessions_are_forgotten_with_their_reasons(
    browser: Browser, db: Session, agent: StaffMember, anna: Customer, clock: Clock
) -> None:
    old = browser.sign_in_staff(agent, expires_at=clock.now - timedelta(days=91))
    new = browser.sign_in_staff(agent)
    for row in (old, new):
        db.add(Reason(session_id=row.id, customer_id=anna.id, text="a reason", given_at=clock.now))
    db.flush()

    jobs.forget_old(db, now=clock.now)

    assert db.scalars(select(StaffSession.id)).all() == [new.id]
    assert db.scalars(select(Reason.session_id)).all() == [new.id]
