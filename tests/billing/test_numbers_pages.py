"""Whole numbers: only after password and code, never without a line in the log, and never by way of the search."""

import json

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from selfcare.audit.models import Entry
from selfcare.auth.tries import tries_of
from selfcare.billing.models import UsagePeriod
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests import builders
from tests.auth.post import Post
from tests.billing.conftest import PASSWORD
from tests.billing.test_line_pages import titles
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements


@pytest.fixture
def period(db: Session, line: Line) -> UsagePeriod:
    period = builders.make_period(db, line)
    builders.make_record(db, period, peer="+48600123001")
    return period


@pytest.fixture
def post(app: Flask, db: Session) -> Post:
    return Post(app, db)


def logged(db: Session, what: str) -> list[dict[str, str]]:
    return [json.loads(facts) for facts in db.scalars(select(Entry.facts).where(Entry.what == what))]


def prove(reader: Browser, post: Post) -> None:
    reader.press("Send the code by SMS", password=PASSWORD)
    (letter,) = post.deliver()
    assert (letter.channel, letter.to, letter.kind) == ("sms", "+48500100200", "step_up_code")
    reader.press("Confirm", code=letter.code)


def test_numbers_are_shown_after_password_and_code(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, post: Post
) -> None:
    assert titles(reader.open(f"/billing/{line.id}")) == ["600 *** 001"]

    reader.open(f"/billing/{line.id}?kind=voice&numbers=shown")
    assert reader.address.startswith("/prove")
    prove(reader, post)

    assert reader.address == f"/billing/{line.id}?kind=voice&numbers=shown"
    assert titles(reader) == ["600 123 001"]
    assert logged(db, "calls_shown") == [{"line": "+48500100200", "period": ""}]
    assert "Showing the numbers called" in reader.open("/account/history").text
    assert logged(db, "stepped_up") == [{}]


def test_every_look_is_in_the_log(reader: Browser, db: Session, line: Line, period: UsagePeriod, post: Post) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown")
    prove(reader, post)

    for _again in range(2):
        reader.open(f"/billing/{line.id}?numbers=shown")

    assert len(logged(db, "calls_shown")) == 3


def test_a_quarter_of_an_hour_later_it_is_asked_again(
    reader: Browser, line: Line, period: UsagePeriod, post: Post, noon: Traveller
) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown")
    prove(reader, post)

    noon.shift(14 * 60)
    assert reader.open(f"/billing/{line.id}?numbers=shown").address.startswith("/billing")
    noon.shift(61)
    assert reader.open(f"/billing/{line.id}?numbers=shown").address.startswith("/prove")


def test_the_page_with_numbers_asks_no_more(reader: Browser, line: Line, period: UsagePeriod, post: Post) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown")
    prove(reader, post)

    address = f"/billing/{line.id}?numbers=shown"
    with count_statements() as sent:
        reader.open(address)

    assert len(sent) <= MOST_PER_PAGE, sent


def test_the_password_alone_shows_nothing(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)

    assert "Type the code from the SMS" in reader.text
    assert reader.open(f"/billing/{line.id}?numbers=shown").address.startswith("/prove")


def test_a_wrong_password_sends_no_code(reader: Browser, line: Line, period: UsagePeriod, post: Post) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown")

    reader.press("Send the code by SMS", status=422, password="something else")

    assert "This is not your password" in reader.text
    assert post.deliver() == []
    reader.press("Send the code by SMS", status=422, password="")


def test_a_wrong_code_shows_nothing(reader: Browser, line: Line, period: UsagePeriod, post: Post) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)
    right = post.code()
    wrong = "000000" if right != "000000" else "111111"

    reader.press("Confirm", status=422, code=wrong)
    reader.press("Confirm", status=422, code="")

    assert "This code is wrong" in reader.text or "Type the code" in reader.text
    reader.press("Confirm", code=right)
    assert titles(reader) == ["600 123 001"]


def test_a_code_is_not_sent_again_at_once(
    reader: Browser, line: Line, period: UsagePeriod, post: Post, noon: Traveller
) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)
    first = post.code()

    reader.press("Send again", status=429)
    noon.shift(31)
    reader.press("Send again")

    reader.press("Confirm", code=post.code())
    assert titles(reader) == ["600 123 001"]
    assert first


def test_after_a_change_of_the_sim_the_code_goes_by_email(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, post: Post
) -> None:
    line.sim_changed_at = NOON
    db.flush()
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)

    (letter,) = post.deliver()
    reader.press("Confirm", code=letter.code)

    assert (letter.channel, letter.to) == ("email", "anna@example.org")
    assert titles(reader) == ["600 123 001"]


def test_another_session_is_not_trusted_by_it(
    reader: Browser, anna: Customer, line: Line, period: UsagePeriod, post: Post
) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown")
    prove(reader, post)

    reader.sign_in(anna, login_key=b"anna")

    assert reader.open(f"/billing/{line.id}?numbers=shown").address.startswith("/prove")


def test_a_code_is_dead_after_five_wrong_ones(reader: Browser, line: Line, period: UsagePeriod, post: Post) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)
    right = post.code()

    for _wrong in range(5):
        reader.press("Confirm", status=422, code="12")
    reader.press("Confirm", code=right)

    assert "Step 1 of 2" in reader.text


def test_while_a_login_has_to_wait_no_code_is_taken(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, post: Post
) -> None:
    reader.open(f"/billing/{line.id}?numbers=shown").press("Send the code by SMS", password=PASSWORD)
    tries = tries_of(db, b"anna", NOON)
    tries.wrong_in_row, tries.wrong_at = 10, NOON
    db.flush()

    reader.press("Confirm", status=429, code=post.code())

    assert "Too many wrong tries" in reader.text
    assert int(reader.response.headers["Retry-After"]) > 0


def test_two_passwords_at_once_send_one_code(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open("/prove").press("Send the code by SMS", password=PASSWORD)

    reader.open("/prove?with=password").press("Send the code by SMS", status=429, password=PASSWORD)

    assert "A code was asked for a moment ago" in reader.text


def test_when_the_password_is_too_old_all_begins_anew(
    reader: Browser, line: Line, period: UsagePeriod, noon: Traveller
) -> None:
    reader.open("/prove?next=/billing").press("Send the code by SMS", password=PASSWORD)
    noon.shift(16 * 60)

    reader.press("Send again")

    assert reader.address == "/prove?next=/billing"
    assert "Step 1 of 2" in reader.text


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/login", "/logout"])
def test_it_leads_to_no_other_site(reader: Browser, wanted: str) -> None:
    reader.open(f"/prove?next={wanted}")

    assert reader.page.xpath("//input[@name='next']/@value")[0] == "/"


def test_who_is_trusted_already_goes_straight_on(reader: Browser, anna: Customer) -> None:
    reader.sign_in(anna, confirmed_at=NOON)

    assert reader.open("/prove?next=/account").address == "/account"
    assert reader.open("/prove").address == "/"


@pytest.mark.parametrize("typed", ["123", "600123", "600124001", "0123", "23001", "+48600123", "0012"])
def test_a_search_tells_nothing_of_the_hidden_digits(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, typed: str
) -> None:
    """Whatever the hidden digits are, the same search finds the same masked rows."""
    found = []
    for hidden in ("123", "999"):
        record = builders.make_record(db, period, peer=f"+48600{hidden}001")
        reader.open(f"/billing/{line.id}?q={typed}")
        found.append(len(titles(reader)))
        db.delete(record)
        db.flush()

    assert found[0] == found[1]


def test_with_whole_numbers_all_digits_are_searched(
    reader: Browser, db: Session, anna: Customer, line: Line, period: UsagePeriod
) -> None:
    reader.sign_in(anna, confirmed_at=NOON)

    assert titles(reader.open(f"/billing/{line.id}?numbers=shown&q=0123")) == ["600 123 001"]
    assert titles(reader.open(f"/billing/{line.id}?numbers=shown&q=%2B48 600 123 001")) == ["600 123 001"]
    assert titles(reader.open(f"/billing/{line.id}?numbers=shown&q=999")) == []


def test_nothing_of_billing_is_kept_on_a_device(app: Flask, reader: Browser, anna: Customer, line: Line) -> None:
    reader.sign_in(anna, my_device=True)

    for address in ("/billing", f"/billing/{line.id}", f"/billing/{line.id}/notices", f"/billing/{line.id}/export.csv"):
        headers = reader.open(address).response.headers
        assert headers["Cache-Control"] == "no-store", address
        assert "X-Offline" not in headers, address
    worker = app.test_client().get("/service-worker.js").get_data(as_text=True)
    assert "billing" not in worker.split("\n\n")[0]
