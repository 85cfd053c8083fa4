"""What becomes of an order that waits: its day comes, or the feed was quicker, or said something else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.orders import jobs
from selfcare.orders.models import Order
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import ask, order, the_order


@pytest.fixture
def placed(browser: Browser, db: Session, post: Post, line: Line, larger: Tariff) -> Order:
    """It waits for 1 December."""
    order(browser, post, line, larger)
    post.deliver()
    return the_order(db)


def settle(db: Session, clock: Clock) -> None:
    db.flush()
    jobs.settle(db, now=clock.now)
    db.flush()


def state(placed: Order) -> tuple[str, str]:
    return placed.state, placed.reason


def test_before_its_day_nothing_happens(db: Session, placed: Order, clock: Clock, post: Post, tariff: Tariff) -> None:
    clock.move(days=5, hours=11, minutes=59)

    settle(db, clock)

    assert state(placed) == ("waiting", "")
    assert placed.its_line.tariff_id == tariff.id
    assert post.deliver() == []


def test_on_its_day_it_is_done_and_the_line_has_the_tariff(
    *, browser: Browser, db: Session, placed: Order, larger: Tariff, clock: Clock, post: Post
) -> None:
    clock.move(days=5, hours=12)  # midnight in Warsaw

    settle(db, clock)
    settle(db, clock)

    assert state(placed) == ("done", "date")
    assert placed.its_line.tariff_id == larger.id
    assert [letter.facts["news"] for letter in post.deliver()] == ["done", "done"]
    assert db.scalars(select(Entry.actor).where(Entry.what == "order_done")).all() == ["system"]
    browser.sign_in(placed.customer)
    browser.open(f"/orders/{placed.number}")
    assert "The new tariff is in force" in browser.text


def test_the_feed_may_bring_the_ordered_tariff_sooner(
    browser: Browser, db: Session, placed: Order, larger: Tariff, clock: Clock
) -> None:
    placed.its_line.tariff_id = larger.id

    settle(db, clock)

    assert state(placed) == ("done", "feed")
    browser.open(f"/orders/{placed.number}")
    assert "confirmed by our billing" in browser.text


def test_another_tariff_from_the_feed_makes_it_void(
    browser: Browser, db: Session, placed: Order, clock: Clock, post: Post
) -> None:
    other = builders.make_tariff(db, "L10")
    placed.its_line.tariff_id = other.id

    settle(db, clock)

    assert state(placed) == ("rejected", "other_tariff")
    assert placed.its_line.tariff_id == other.id
    assert {letter.facts["reason"] for letter in post.deliver()} == {"other_tariff"}
    browser.open(f"/orders/{placed.number}")
    assert "got another tariff meanwhile" in browser.text


@pytest.mark.parametrize("how", ["moved", "ended", "status"])
def test_a_line_that_is_gone_makes_it_void_even_on_its_day(
    *, browser: Browser, db: Session, placed: Order, tariff: Tariff, clock: Clock, post: Post, how: str
) -> None:
    line = placed.its_line
    if how == "moved":
        line.customer_id = builders.make_customer(db, "7").id
    elif how == "ended":
        line.ended_at = NOON
    else:
        line.status = "ended"
    clock.move(days=6)

    settle(db, clock)

    assert state(placed) == ("rejected", "line_gone")
    assert line.tariff_id == tariff.id
    assert {letter.to for letter in post.deliver()} == {"anna@example.org", "+48500100200"}
    browser.sign_in(placed.customer)
    browser.open(f"/orders/{placed.number}")
    assert "has ended or has another holder" in browser.text


def test_a_tariff_that_leaves_the_catalogue_was_on_sale_when_it_was_ordered(
    db: Session, placed: Order, larger: Tariff, clock: Clock
) -> None:
    larger.available_to = date(2026, 11, 25)
    clock.move(days=6)

    settle(db, clock)

    assert state(placed) == ("done", "date")
    assert placed.its_line.tariff_id == larger.id


def test_another_cycle_moves_it_to_the_next_period_of_that_cycle(
    *, db: Session, placed: Order, anna: Customer, tariff: Tariff, clock: Clock, post: Post
) -> None:
    anna.cycle_day = 16

    settle(db, clock)
    settle(db, clock)

    assert state(placed) == ("waiting", "")
    assert placed.effective_on == date(2026, 12, 16)
    assert {letter.facts["on"] for letter in post.deliver()} == {"16.12.2026"}
    assert len(db.scalars(select(Entry).where(Entry.what == "order_moved")).all()) == 1


def test_what_is_agreed_is_copied_and_does_not_change_with_the_catalogue(
    browser: Browser, db: Session, placed: Order, larger: Tariff
) -> None:
    larger.name, larger.data_mb = "Renamed", 1

    browser.open(f"/orders/{placed.number}")

    assert "Listek 60 GB" in browser.text
    assert "60 GB" in browser.text
    assert "Renamed" not in browser.text


def test_a_tariff_changed_back_and_forth_can_be_ordered_again(
    *, browser: Browser, db: Session, placed: Order, line: Line, larger: Tariff, post: Post, clock: Clock
) -> None:
    browser.open(f"/orders/{placed.number}").press("Cancel the change")
    post.deliver()
    clock.move(minutes=1)

    order(browser, post, line, larger)

    assert db.scalars(select(Order.state).order_by(Order.id)).all() == ["cancelled", "waiting"]


def test_drafts_are_forgotten_after_two_days(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, placed: Order, clock: Clock
) -> None:
    second = db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()
    clock.move(minutes=1)
    ask(browser, second, larger)

    jobs.forget_drafts(db, now=clock.now + timedelta(days=1))
    kept = len(db.scalars(select(Order)).all())
    jobs.forget_drafts(db, now=clock.now + timedelta(days=3))

    assert kept == 2
    assert db.scalars(select(Order)).all() == [placed]


def test_nobody_is_told_of_what_is_not_there(db: Session, post: Post) -> None:
    jobs.send_receipt(db, {"order_id": 7}, now=NOON)
    jobs.send_news(db, {"order_id": 7, "news": "done"}, now=NOON)
    jobs.send_code(db, {"code_id": 7, "login": "Z1", "code": "271828"}, now=NOON)

    assert post.deliver() == []


def test_the_database_itself_lets_only_one_wait_for_a_line(db: Session, placed: Order) -> None:
    facts = {column.name: getattr(placed, column.name) for column in Order.__table__.columns if column.name != "id"}

    with pytest.raises(IntegrityError), db.begin_nested():
        db.add(Order(**(facts | {"number": "Z2"})))
