"""Ending sessions, and proving the password again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.queries import entries_about
from selfcare.auth import actions
from selfcare.auth.models import SessionRow
from selfcare.auth.queries import sessions_of
from selfcare.auth.signed_in import hash_of
from selfcare.auth.tries import TooManyWrong
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.post import Post
from tests.auth.steps import LONG_ENOUGH, leave_password_empty, sign_in, to_new_password
from tests.browser import Browser
from tests.builders import NOON


def begin(db: Session, customer: Customer, token: str, **facts: Any) -> SessionRow:
    defaults: dict[str, Any] = {
        "token_hash": hash_of(token),
        "customer_id": customer.id,
        "stage": "signed_in",
        "login_key": b"k",
        "created_at": NOON,
        "seen_at": NOON,
        "proved_at": NOON,
        "expires_at": NOON + timedelta(hours=12),
    }
    row = SessionRow(**(defaults | facts))
    db.add(row)
    db.flush()
    return row


def test_only_live_sessions_are_listed_the_latest_first(db: Session, anna: Customer, bartek: Customer) -> None:
    older = begin(db, anna, "1", seen_at=NOON - timedelta(hours=1))
    newer = begin(db, anna, "2")
    begin(db, anna, "3", ended_at=NOON)
    begin(db, anna, "4", expires_at=NOON)
    begin(db, anna, "5", stage="new_password")
    begin(db, bartek, "6")

    assert list(db.scalars(sessions_of(anna, NOON))) == [newer, older]


def test_ending_all_sessions_ends_half_open_ones_and_spares_one(db: Session, anna: Customer, bartek: Customer) -> None:
    mine = begin(db, anna, "1")
    others = [begin(db, anna, "2"), begin(db, anna, "3", stage="confirm", new_password_hash="x")]
    bartek_s = begin(db, bartek, "4")

    actions.end_all_sessions(db, anna, now=NOON, but=mine)

    db.expire_all()
    assert [row.ended_at for row in others] == [NOON, NOON]
    assert others[1].new_password_hash == ""
    assert (mine.ended_at, bartek_s.ended_at) == (None, None)


def test_sessions_that_came_through_a_number_end_when_it_moves(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    by_email = begin(db, anna, "1")
    sign_in(browser, "500 100 200", PASSWORD)

    actions.end_sessions_through(db, "+48500100200", now=NOON)

    db.expire_all()
    assert by_email.ended_at is None
    assert browser.open("/account", status=302).response.location == "/login?next=/account"


def test_a_half_open_session_ends_when_its_number_moves(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    to_new_password(browser, post, "500100300")

    actions.end_sessions_through(db, "+48500100300", now=NOON)

    browser.open("/login/new-password", status=303)


@pytest.mark.parametrize("status", ["blocked", "left"])
def test_a_blocked_or_former_customer_is_out_at_once(
    browser: Browser, db: Session, anna: Customer, status: str
) -> None:
    sign_in(browser, "500100200", PASSWORD)

    anna.status = status
    db.flush()

    browser.open("/account", status=302)


def test_signing_out_everywhere_is_told_and_forgets_all_browsers(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    post.deliver()

    actions.sign_out_everywhere(db, anna, now=NOON)

    assert {letter.kind for letter in post.deliver()} == {"signed_out_everywhere"}
    assert next(iter(db.scalars(entries_about("1002456")))).what == "signed_out_everywhere"
    sign_in(browser, "500100200", PASSWORD)
    assert {letter.kind for letter in post.deliver()} == {"new_device"}


def test_signing_out_everywhere_else_spares_this_browser(
    browser: Browser, db: Session, anna: Customer, post: Post, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    post.deliver()
    mine = db.scalars(sessions_of(anna, NOON)).one()

    actions.sign_out_everywhere(db, anna, now=NOON, but=mine)

    post.deliver()
    browser.open("/login", status=303)
    clock.move(hours=12)
    sign_in(browser, "500100200", PASSWORD)
    assert post.deliver() == []


def test_a_changed_password_ends_other_sessions_and_voids_codes_on_their_way(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    mine, other = begin(db, anna, "1"), begin(db, anna, "2")
    leave_password_empty(browser, "500100200")
    code = post.code()

    actions.change_password(db, anna, LONG_ENOUGH, now=NOON, but=mine)

    db.expire_all()
    assert (mine.ended_at, other.ended_at) == (None, NOON)
    assert {letter.kind for letter in post.deliver()} == {"password_changed"}
    assert actions.is_password(db, anna, LONG_ENOUGH)
    assert not actions.is_password(db, anna, PASSWORD)
    browser.press("Continue", password=code, status=422)


def test_a_customer_without_a_password_has_none(db: Session, bartek: Customer) -> None:
    assert not actions.is_password(db, bartek, "")
    assert not actions.is_password(db, bartek, "nobody has this password")


def test_typing_the_password_again_gives_a_new_token_and_lasts_a_quarter(db: Session, anna: Customer) -> None:
    row = begin(db, anna, "1", proved_at=None)
    assert not row.is_proved_lately(NOON)

    token = actions.prove(db, row, anna, PASSWORD, now=NOON)

    assert token
    assert row.token_hash == hash_of(token)
    assert row.is_proved_lately(NOON + timedelta(minutes=14, seconds=59))
    assert not row.is_proved_lately(NOON + timedelta(minutes=15))


def test_guessing_at_a_session_left_open_ends_after_ten_tries(db: Session, anna: Customer) -> None:
    row = begin(db, anna, "1", proved_at=None)
    for _ in range(10):
        assert actions.prove(db, row, anna, "wrong wrong wrong", now=NOON) is None

    with pytest.raises(TooManyWrong):
        actions.prove(db, row, anna, PASSWORD, now=NOON)

    assert row.token_hash == hash_of("1")
    assert actions.prove(db, row, anna, PASSWORD, now=NOON + timedelta(seconds=30))


def test_known_words_are_what_a_stranger_may_know(db: Session, anna: Customer) -> None:
    assert actions.known_words(db, anna) == ["1002456", "anna@example.org", "+48500100200", "+48500100200"]


def test_what_was_typed_is_kept_sealed_and_only_on_the_way(
    browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    leave_password_empty(browser, "anna@example.org")
    row = db.scalars(select(SessionRow)).one()
    assert "anna" not in row.typed_login

    row.typed_login = "sealed with a former key"
    db.flush()
    browser.open("/login")
    assert browser.page.get_element_by_id("login").get("value") == ""

    sign_in(browser, "anna@example.org", PASSWORD)
    assert set(db.scalars(select(SessionRow.typed_login))) == {""}
