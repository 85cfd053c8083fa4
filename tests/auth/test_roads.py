"""Where codes go, and to whom none goes."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.auth.models import Code
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.auth.steps import leave_password_empty, to_second_code
from tests.browser import Browser
from tests.builders import NOON, make_customer, make_line


def main_line(db: Session, customer: Customer) -> Line:
    return db.scalars(select(Line).where(Line.customer_id == customer.id, Line.main)).one()


@pytest.mark.parametrize("login", ["500100300", "bartek@example.org"])
def test_after_a_sim_change_both_codes_go_by_email(
    browser: Browser, db: Session, bartek: Customer, post: Post, login: str
) -> None:
    main_line(db, bartek).sim_changed_at = NOON - timedelta(hours=47)

    to_second_code(browser, post, login)

    (second,) = post.deliver()
    assert second.channel == "email"
    first = db.scalars(select(Code.channel).order_by(Code.id)).first()
    assert first == "email"


def test_two_days_after_a_sim_change_sms_is_good_again(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    main_line(db, bartek).sim_changed_at = NOON - timedelta(hours=48)

    leave_password_empty(browser, "500100300")

    (letter,) = post.deliver()
    assert letter.channel == "sms"


def test_after_a_sim_change_nothing_is_sent_without_an_email(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    main_line(db, bartek).sim_changed_at = NOON - timedelta(minutes=1)
    bartek.email = ""

    leave_password_empty(browser, "500100300")

    assert post.deliver() == []
    assert "already on its way" in browser.text


def test_a_sim_changed_on_the_way_turns_the_second_code_to_email(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    to_second_code(browser, post, "bartek@example.org")
    main_line(db, bartek).sim_changed_at = NOON

    (second,) = post.deliver()

    assert (second.channel, second.kind) == ("email", "second_code")


@pytest.mark.parametrize("login", ["500100300", "bartek@example.org"])
def test_with_one_channel_both_codes_go_by_it(
    browser: Browser, db: Session, bartek: Customer, post: Post, login: str
) -> None:
    channel = "email" if "@" in login else "sms"
    if channel == "sms":
        bartek.email = ""
    else:
        main_line(db, bartek).ended_at = NOON

    to_second_code(browser, post, login)

    (second,) = post.deliver()
    assert second.channel == channel


def test_an_email_that_two_customers_share_gets_no_code(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    make_customer(db, "1002458", email="bartek@example.org")

    leave_password_empty(browser, "bartek@example.org")
    assert post.deliver() == []

    leave_password_empty(browser, "500100300")
    assert [letter.to for letter in post.deliver()] == ["+48500100300"]


def test_an_email_of_somebody_who_left_is_not_shared(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    make_customer(db, "1002458", email="bartek@example.org", status="left")

    leave_password_empty(browser, "bartek@example.org")

    assert [letter.to for letter in post.deliver()] == ["bartek@example.org"]


@pytest.mark.parametrize(
    "login", ["500100201", "500100209", "600600600", "nobody@example.org", "anna", "+4850010", "@"]
)
def test_nobody_else_gets_a_code(browser: Browser, anna: Customer, post: Post, login: str) -> None:
    leave_password_empty(browser, login)

    assert "already on its way" in browser.text
    assert post.deliver() == []


@pytest.mark.parametrize("status", ["blocked", "left"])
@pytest.mark.parametrize("login", ["500100300", "bartek@example.org"])
@pytest.mark.usefixtures("db")
def test_blocked_and_former_customers_get_no_code(
    browser: Browser, bartek: Customer, post: Post, login: str, status: str
) -> None:
    bartek.status = status

    leave_password_empty(browser, login)

    assert post.deliver() == []


def test_a_customer_blocked_on_the_way_gets_no_second_code(
    browser: Browser, db: Session, bartek: Customer, post: Post
) -> None:
    to_second_code(browser, post, "500100300")
    bartek.status = "blocked"

    assert post.deliver() == []


def test_a_data_line_gets_its_codes_at_its_contact_number(browser: Browser, db: Session, post: Post) -> None:
    cezary = make_customer(db, "1002459", contact_phone="+48600600600")
    line = make_line(db, cezary, "+48500100400", kind="data", main=True, contact_phone="+48700700700")

    leave_password_empty(browser, "500100400")
    assert [letter.to for letter in post.deliver()] == ["+48700700700"]

    line.contact_phone = ""
    browser.forget_cookies()
    browser.speak("en")
    leave_password_empty(browser, "500100400", status=429)


def test_a_contact_number_whose_sim_was_changed_proves_nothing(
    browser: Browser, db: Session, bartek: Customer, post: Post, clock: Clock
) -> None:
    cezary = make_customer(db, "1002459", contact_phone="+48500100300")
    make_line(db, cezary, "+48500100400", kind="data", main=True)
    leave_password_empty(browser, "500100400")
    assert [letter.to for letter in post.deliver()] == ["+48500100300"]

    main_line(db, bartek).sim_changed_at = NOON
    clock.move(minutes=1)
    leave_password_empty(browser, "500100400")

    assert post.deliver() == []


def test_a_code_that_waited_too_long_or_was_replaced_is_not_sent(
    browser: Browser, bartek: Customer, post: Post, clock: Clock
) -> None:
    leave_password_empty(browser, "500100300")
    clock.move(seconds=31)
    browser.press("Send again")
    assert len(post.deliver()) == 1

    clock.move(seconds=31)
    browser.press("Send again")
    clock.move(minutes=10)
    assert post.deliver() == []
