"""A stolen phone: blocked from any browser, with a code by e-mail, and the same answers for everybody."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.auth.models import Code, SessionRow
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import Order
from selfcare.orders.settling import finish
from selfcare.orders.stolen import unblock
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.orders.steps import the_order

OTHER_NUMBER = "+48 500 100 201"


@pytest.fixture
def stranger(app: Flask, db: Session, anna: Customer) -> Browser:
    """A borrowed computer, which nobody is signed in on."""
    other = Browser(app, db)
    other.speak("en")
    return other


def report(browser: Browser, number: str = OTHER_NUMBER, *, status: int = 200) -> Browser:
    return browser.open("/orders/stolen").press("Send the code by e-mail", number=number, status=status)


def of_second(db: Session) -> Line:
    return db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()


def live_sessions(db: Session, customer: Customer) -> int:
    rows = select(SessionRow).where(SessionRow.customer_id == customer.id, SessionRow.ended_at.is_(None))
    return len(db.scalars(rows).all())


def test_the_sim_is_blocked_and_everybody_signed_out(
    *, stranger: Browser, browser: Browser, db: Session, anna: Customer, post: Post
) -> None:
    report(stranger)
    [letter] = post.deliver()

    stranger.press("Block the SIM", code=letter.code)

    line = of_second(db)
    assert (letter.channel, letter.to, letter.kind) == ("email", "anna@example.org", "block_code")
    assert line.sim_blocked_at is not None
    assert live_sessions(db, anna) == 0
    assert "Nobody gets our codes on this SIM any more" in stranger.text
    order = the_order(db)
    assert (order.kind, order.state, order.waits_for) == ("sim_block", "waiting", "operator")
    assert [(told.kind, told.channel) for told in post.deliver()] == [
        ("order_receipt", "email"),
        ("order_receipt", "sms"),
    ]
    [entry] = db.scalars(select(Entry).where(Entry.what == "sim_blocked")).all()
    assert json.loads(entry.facts) == {"line": "+48500100201"}
    browser.sign_in(anna)
    browser.open(f"/orders/{order.number}")
    assert "It cannot be undone here" in browser.text
    assert not browser.page.xpath("//button[contains(., 'Cancel')]")


def test_the_sim_of_the_main_number_gets_neither_codes_nor_news(
    *, stranger: Browser, db: Session, anna: Customer, line: Line, post: Post, browser: Browser
) -> None:
    report(stranger, "500 100 200")
    stranger.press("Block the SIM", code=post.code())
    told = post.deliver()

    browser.sign_in(anna)
    browser.open(f"/orders/tariff-change?line={line.id}")

    assert {letter.channel for letter in told} == {"email"}
    browser.open(f"/orders/sim?line={line.id}")
    assert "has been blocked since" in browser.text
    stranger.open("/login").press("Sign in", login="500100200", password="")
    assert {letter.channel for letter in post.deliver()} == {"email"}


def test_another_sim_is_only_asked_for(*, stranger: Browser, db: Session, post: Post, browser: Browser) -> None:
    report(stranger)
    stranger.press("Block the SIM", code=post.code(), replacement="sim")

    block, exchange = db.scalars(select(Order).order_by(Order.id)).all()
    assert (block.kind, exchange.kind) == ("sim_block", "sim_exchange")
    assert (exchange.state, exchange.waits_for, exchange.price) == ("waiting", "staff", Money())
    assert exchange.facts["address"] == "ul. Klonowa 7/3, 30-001 Kraków"
    assert "We will call you about the new SIM" in stranger.text
    browser.sign_in(exchange.customer)
    browser.open(f"/orders/{exchange.number}")
    assert "whether your PESEL is reserved" in browser.text


def test_the_new_sim_is_not_blocked(*, stranger: Browser, db: Session, post: Post, clock: Clock) -> None:
    report(stranger)
    stranger.press("Block the SIM", code=post.code(), replacement="esim")

    finish(db, the_order(db), now=clock.now)

    assert of_second(db).sim_blocked_at is None
    assert of_second(db).sms_proves_nothing(clock.now + timedelta(hours=1))


def test_an_exchange_that_the_thief_may_have_ordered_is_void(
    *, stranger: Browser, browser: Browser, db: Session, line: Line, post: Post
) -> None:
    browser.open(f"/orders/sim?line={line.id}")
    browser.press("Send the code to 500 100 200", sim_kind="esim", why="own")
    browser.press("Order the change", code=post.code())
    placed = the_order(db)
    post.deliver()

    report(stranger, "500100200")
    stranger.press("Block the SIM", code=post.code(), replacement="sim")

    assert (placed.state, placed.reason) == ("cancelled", "overtaken")
    assert [order.state for order in db.scalars(select(Order).order_by(Order.id))] == [
        "cancelled",
        "waiting",
        "waiting",
    ]
    browser.sign_in(placed.customer)
    browser.open(f"/orders/{placed.number}")
    assert "The SIM was blocked meanwhile" in browser.text


@pytest.mark.parametrize("number", ["500100999", "anna@example.org"])
def test_everybody_gets_the_same_answers(
    *, stranger: Browser, app: Flask, db: Session, post: Post, number: str
) -> None:
    known = Browser(app, db)
    known.speak("en")
    report(known)
    report(stranger, number)

    assert stranger.response.status_code == known.response.status_code == 200
    assert stranger.text.replace(number, "X") == known.text.replace(OTHER_NUMBER, "X")
    assert [letter.to for letter in post.deliver()] == ["anna@example.org"]
    answers = [one.press("Block the SIM", code="271828", status=422).text for one in (stranger, known)]
    assert answers[0].replace(number, "X") == answers[1].replace(OTHER_NUMBER, "X")
    assert of_second(db).sim_blocked_at is None


def test_whoever_has_no_email_is_sent_nothing(stranger: Browser, db: Session, anna: Customer, post: Post) -> None:
    anna.email = ""

    report(stranger)

    assert post.deliver() == []


def test_codes_are_not_sent_faster_than_every_thirty_seconds_nor_more_than_five_an_hour(
    stranger: Browser, clock: Clock
) -> None:
    report(stranger)
    report(stranger, status=429)
    for _again in range(4):
        clock.move(seconds=31)
        report(stranger)
    clock.move(seconds=31)

    report(stranger, status=429)

    assert "Retry-After" in stranger.response.headers


def test_ten_wrong_codes_make_one_wait(*, stranger: Browser, db: Session, post: Post, clock: Clock) -> None:
    for _half in range(2):
        report(stranger)
        code = post.code()
        for _again in range(5):
            stranger.press("Block the SIM", code=f"{(int(code) + 1) % 1_000_000:06}", status=422)
        clock.move(seconds=31)

    stranger.press("Block the SIM", code="000000", status=422)
    stranger.press("Block the SIM", code="000000", status=429)

    assert of_second(db).sim_blocked_at is None


def test_the_code_is_good_for_ten_minutes_in_this_browser_and_for_this_number(
    *, stranger: Browser, app: Flask, db: Session, post: Post, clock: Clock
) -> None:
    report(stranger)
    code = post.code()
    clock.move(seconds=31)
    other = Browser(app, db)
    other.speak("en")
    report(other, "500100200")
    post.deliver()
    other.press("Block the SIM", code=code, status=422)
    clock.move(minutes=10)

    stranger.press("Block the SIM", code=code, status=422)

    assert of_second(db).sim_blocked_at is None


def test_a_double_press_blocks_once(*, stranger: Browser, db: Session, post: Post) -> None:
    report(stranger)
    code, kept = post.code(), stranger.page
    stranger.press("Block the SIM", code=code)
    stranger.page = kept

    stranger.press("Block the SIM", code=code)

    assert "Nobody gets our codes on this SIM any more" in stranger.text
    assert len(db.scalars(select(Order)).all()) == 1


def test_a_second_number_can_be_blocked_after_the_first(*, stranger: Browser, db: Session, post: Post) -> None:
    report(stranger)
    stranger.press("Block the SIM", code=post.code())
    post.deliver()
    report(stranger, "500100209")

    stranger.press("Block the SIM", code=post.code())

    blocked = db.scalars(select(Line.msisdn).where(Line.sim_blocked_at.is_not(None)).order_by(Line.msisdn)).all()
    assert blocked == ["+48500100201", "+48500100209"]


def test_whoever_is_signed_in_stays_and_all_others_go(
    *, browser: Browser, app: Flask, db: Session, anna: Customer, post: Post
) -> None:
    Browser(app, db).sign_in(anna)
    second = of_second(db)
    browser.open(f"/orders/stolen?line={second.id}").press("Send the code by e-mail")

    browser.press("Block the SIM", code=post.code())

    assert second.sim_blocked_at is not None
    assert live_sessions(db, anna) == 1
    browser.open("/")
    assert "SIM card of 500 100 201 has been blocked" in browser.text.replace("\u00a0", " ")
    browser.open(f"/account/lines/{second.id}")
    assert "has been blocked since" in browser.text


def test_other_codes_on_their_way_are_void(
    *, stranger: Browser, browser: Browser, db: Session, line: Line, post: Post
) -> None:
    browser.open(f"/orders/sim?line={line.id}")
    browser.press("Send the code to 500 100 200", sim_kind="esim", why="own")
    post.deliver()
    report(stranger)

    stranger.press("Block the SIM", code=post.code())

    open_codes = select(Code).where(Code.used_at.is_(None), Code.voided_at.is_(None))
    assert db.scalars(open_codes).all() == []


def test_customer_service_takes_it_back(*, stranger: Browser, db: Session, post: Post, clock: Clock) -> None:
    report(stranger)
    stranger.press("Block the SIM", code=post.code())
    post.deliver()

    for _twice in range(2):
        unblock(db, of_second(db), now=clock.now, actor="bok@example.org")

    assert of_second(db).sim_blocked_at is None
    assert {letter.kind for letter in post.deliver()} == {"sim_unblocked"}
    assert db.scalars(select(Entry.actor).where(Entry.what == "sim_unblocked")).all() == ["bok@example.org"]


def test_without_a_code_there_is_no_page_for_it(stranger: Browser) -> None:
    stranger.open("/orders/stolen/code")
    assert stranger.address == "/orders/stolen"

    stranger.press("Send the code by e-mail", number="", status=422)


def test_the_sign_in_page_leads_there(stranger: Browser) -> None:
    stranger.open("/login")

    assert "/orders/stolen" in stranger.links()
