from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.auth.actions import is_password
from selfcare.auth.models import SessionRow
from selfcare.customers.models import Customer
from selfcare.notifications.models import Message
from tests.account.conftest import PASSWORD
from tests.browser import Browser

NEW = "cztery słowa obok siebie"


def change(browser: Browser, *, old: str = PASSWORD, new: str = NEW, repeat: str = NEW, status: int = 200) -> None:
    browser.open("/account/password")
    browser.press("Change the password", old_password=old, new_password=new, repeat_password=repeat, status=status)


def test_the_password_is_changed_by_who_knows_the_old_one(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    change(browser)

    assert browser.address == "/account?done=password"
    assert is_password(db, anna, NEW)
    assert not is_password(db, anna, PASSWORD)


def test_other_sessions_end_and_this_one_goes_on(browser: Browser, db: Session, anna: Customer) -> None:
    other = browser.sign_in(anna)
    this = browser.sign_in(anna)

    change(browser)

    assert other.ended_at is not None
    assert this.ended_at is None
    browser.open("/account")


def test_the_change_is_told_on_all_channels_and_written_down(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    change(browser)

    told = Counter(db.scalars(select(Message.channel).where(Message.kind == "password_changed")))
    assert told == {"sms": 1, "email": 1}
    assert db.scalars(select(Entry.what)).all() == ["password_changed"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"old": "wrong wrong wrong"}, "old_password"),
        ({"old": ""}, "old_password"),
        ({"new": "short", "repeat": "short"}, "new_password"),
        ({"new": "anna@example.org", "repeat": "anna@example.org"}, "new_password"),
        ({"new": "listek listek", "repeat": "listek listek"}, "new_password"),
        ({"repeat": "another one altogether"}, "repeat_password"),
    ],
)
def test_a_mistake_changes_nothing_and_stands_at_its_field(
    browser: Browser, db: Session, anna: Customer, facts: dict[str, str], field: str
) -> None:
    browser.sign_in(anna)

    change(browser, **facts, status=422)

    assert browser.page.xpath("//div[@role='alert']//a/@href") == [f"#{field}"]
    assert is_password(db, anna, PASSWORD)


def test_ten_wrong_old_passwords_make_one_wait(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)
    for _again in range(10):
        change(browser, old="wrong wrong wrong", status=422)

    change(browser, status=429)

    assert "Retry-After" in browser.response.headers
    assert is_password(db, anna, PASSWORD)


def test_a_stranger_with_an_ended_session_changes_nothing(browser: Browser, db: Session, anna: Customer) -> None:
    row = browser.sign_in(anna)
    browser.open("/account/password")
    row.ended_at = row.created_at
    db.flush()

    browser.press("Change the password", old_password=PASSWORD, new_password=NEW, repeat_password=NEW, status=302)

    assert browser.response.location.startswith("/login")
    assert is_password(db, anna, PASSWORD)
    assert db.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))).all() == []
