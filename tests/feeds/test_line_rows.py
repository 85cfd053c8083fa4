"""Lines: a number with its holder, one main line each."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.database import db
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.sim_exchange import SimExchange, exchange_of
from tests.feeds.feed import Feed, counts, rejected
from tests.feeds.test_customer_rows import sign_in, still_in

ANNA, BARTEK = "1002456", "1002457"
FIRST, SECOND, THIRD = "+48500100200", "+48500100201", "+48500100209"


@pytest.fixture(autouse=True)
def _customers(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": BARTEK, "email": "bartek@example.org"})
    feed.load_rows("tariffs", {})


def test_a_line_is_loaded_with_everything_the_file_says(feed: Feed) -> None:
    report = feed.load_rows(
        "lines",
        {
            "main": "1",
            "tariff_code": "L30",
            "sim_changed_at": "2026-11-24T10:00:00+01:00",
            "contract_until": "2027-11-01",
            "termination_fee": "120.00",
        },
    )

    line = feed.one(select(Line))
    assert counts(report) == (1, 0, 0, 0)
    assert (line.msisdn, line.main, line.sim_kind, line.puk) == (FIRST, True, "esim", "01234567")
    assert line.tariff_id == feed.one(select(Tariff.id))
    assert line.sim_changed_at is not None
    assert line.sim_changed_at.isoformat() == "2026-11-24T09:00:00+00:00"
    assert (line.contract_until, line.termination_fee) == (date(2027, 11, 1), Money(12000))
    assert line.ended_at is None


def test_a_feed_without_contracts_leaves_them_alone(feed: Feed) -> None:
    feed.load_rows("lines", {"contract_until": "2027-11-01", "termination_fee": "120.00"})

    report = feed.load_rows("lines", {"status": "restricted"})

    line = feed.one(select(Line))
    assert counts(report) == (0, 1, 0, 0)
    assert (line.status, line.contract_until, line.termination_fee) == ("restricted", date(2027, 11, 1), Money(12000))


def test_unknown_customers_and_tariffs_are_named(feed: Feed) -> None:
    report = feed.load_rows("lines", {"customer_no": "7"}, {"msisdn": SECOND, "tariff_code": "OLD"}, {"msisdn": THIRD})

    assert counts(report) == (1, 0, 0, 2)
    assert rejected(report) == [("2", "customer_no 7 is unknown"), ("3", "tariff_code OLD is unknown")]


def test_a_number_that_moves_ends_one_line_and_opens_another(feed: Feed) -> None:
    feed.load_rows("lines", {"main": "1"}, {"msisdn": SECOND})
    sign_in(feed, ANNA, FIRST)
    sign_in(feed, ANNA, SECOND)

    report = feed.load_rows("lines", {"customer_no": BARTEK, "main": "1"})

    assert counts(report) == (1, 0, 0, 0)
    assert held(feed) == [(FIRST, BARTEK, "active"), (SECOND, ANNA, "active")]
    assert ended(feed) == [(FIRST, ANNA, "ended")]
    assert still_in(feed) == [ANNA]  # by the other number


def test_a_number_may_come_back_to_its_former_holder(feed: Feed) -> None:
    for holder in (ANNA, BARTEK, ANNA):
        feed.load_rows("lines", {"customer_no": holder})

    again = feed.load_rows("lines", {"customer_no": ANNA})

    assert counts(again) == (0, 0, 1, 0)
    assert held(feed) == [(FIRST, ANNA, "active")]
    assert ended(feed) == [(FIRST, ANNA, "ended"), (FIRST, BARTEK, "ended")]


def test_a_line_that_ended_is_closed_and_its_sessions_too(feed: Feed) -> None:
    feed.load_rows("lines", {})
    sign_in(feed, ANNA, FIRST)

    report = feed.load_rows("lines", {"status": "ended"})
    again = feed.load_rows("lines", {"status": "ended"})

    assert (counts(report), counts(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert (held(feed), ended(feed)) == ([], [(FIRST, ANNA, "ended")])
    assert still_in(feed) == []


def test_a_line_that_ended_may_begin_anew(feed: Feed) -> None:
    feed.load_rows("lines", {"status": "ended"})

    report = feed.load_rows("lines", {"status": "active"})

    assert counts(report) == (1, 0, 0, 0)
    assert (held(feed), ended(feed)) == ([(FIRST, ANNA, "active")], [(FIRST, ANNA, "ended")])


def test_an_old_line_of_somebody_else_takes_no_number_away(feed: Feed) -> None:
    feed.load_rows("lines", {"customer_no": ANNA})
    sign_in(feed, ANNA, FIRST)

    feed.load_rows("lines", {"customer_no": BARTEK, "status": "ended"})

    assert held(feed) == [(FIRST, ANNA, "active")]
    assert ended(feed) == [(FIRST, BARTEK, "ended")]
    assert still_in(feed) == [ANNA]


def test_one_file_may_say_who_had_a_number_and_who_has_it(feed: Feed) -> None:
    feed.load_rows("lines", {"customer_no": ANNA})

    report = feed.load_rows("lines", {"customer_no": BARTEK}, {"customer_no": ANNA, "status": "ended"})

    assert counts(report) == (1, 1, 0, 0)
    assert (held(feed), ended(feed)) == ([(FIRST, BARTEK, "active")], [(FIRST, ANNA, "ended")])


def test_a_number_has_one_holder_in_a_file(feed: Feed) -> None:
    report = feed.load_rows("lines", {"customer_no": BARTEK}, {"customer_no": ANNA})

    assert held(feed) == [(FIRST, BARTEK, "active")]
    assert rejected(report) == [("3", f"another holder of {FIRST} stands already on line 2")]


def test_an_open_row_stands_before_one_that_ended(feed: Feed) -> None:
    report = feed.load_rows("lines", {"status": "ended"}, {"status": "active"})

    assert held(feed) == [(FIRST, ANNA, "active")]
    assert rejected(report) == [("2", f"msisdn {FIRST} stands already on line 3")]


def test_a_customer_has_one_main_line_in_a_file(feed: Feed) -> None:
    report = feed.load_rows("lines", {"main": "1"}, {"msisdn": SECOND, "main": "1"}, {"msisdn": THIRD})

    assert counts(report) == (2, 0, 0, 1)
    assert rejected(report) == [("3", f"a main line of customer {ANNA} stands already on line 2")]


def test_a_second_main_line_is_rejected_while_the_first_is_one(feed: Feed) -> None:
    feed.load_rows("lines", {"main": "1"})

    report = feed.load_rows("lines", {"msisdn": SECOND, "main": "1"})

    assert rejected(report) == [("2", f"customer {ANNA} has the main line {FIRST} already")]
    assert mains(feed) == [FIRST]


@pytest.mark.parametrize(
    "first",
    [{"main": "0"}, {"main": "1", "status": "ended"}, {"main": "1", "customer_no": BARTEK}],
    ids=["is none any more", "ended", "moved"],
)
def test_the_main_line_may_change_within_one_file(feed: Feed, first: dict[str, str]) -> None:
    feed.load_rows("lines", {"main": "1"}, {"msisdn": SECOND})

    report = feed.load_rows("lines", {"msisdn": SECOND, "main": "1"}, first)

    assert report.rejected == 0
    assert SECOND in mains(feed)
    assert len([line for line in held(feed) if line[1] == ANNA and line[0] in mains(feed)]) == 1


def test_the_main_line_stays_when_the_row_that_takes_it_away_is_bad(feed: Feed) -> None:
    feed.load_rows("lines", {"main": "1"})

    report = feed.load_rows("lines", {"msisdn": SECOND, "main": "1"}, {"main": "0", "tariff_code": "OLD"})

    assert counts(report) == (0, 0, 0, 2)
    assert mains(feed) == [FIRST]


def held(feed: Feed) -> list[tuple[str, str, str]]:
    return _lines(feed, is_open=True)


def ended(feed: Feed) -> list[tuple[str, str, str]]:
    return _lines(feed, is_open=False)


def mains(feed: Feed) -> list[str]:
    return sorted(feed.all(select(Line.msisdn).where(Line.main, Line.ended_at.is_(None))))


def _lines(feed: Feed, *, is_open: bool) -> list[tuple[str, str, str]]:
    numbers = {customer.id: customer.customer_no for customer in feed.all(select(Customer))}
    lines = feed.all(select(Line).where(Line.ended_at.is_(None) if is_open else Line.ended_at.is_not(None)))
    return sorted((line.msisdn, numbers[line.customer_id], line.status) for line in lines)


def exchange(feed: Feed, *, days_ago: int = 0) -> None:
    """The operator has said that the card is an eSIM now; orders.csv came sooner than the next lines.csv."""
    feed.load_rows("lines", {"iccid": "1", "sim_kind": "sim", "sim_changed_at": "2025-01-01T10:00:00+01:00"})
    done_at = clock.now() - timedelta(days=days_ago)
    with Session(db.engine) as session:
        line = session.scalars(select(Line)).one()
        order = exchange_of(line, "esim", "own", Money(), done_at.date())
        order.number, order.customer, order.language, order.sent_to = "Z261125-7KQ2MB", line.customer, "en", FIRST
        order.asked_at = order.placed_at = done_at - timedelta(hours=2)
        order.state, order.closed_at = "done", done_at
        SimExchange().apply(session, order, now=done_at)
        session.add(order)
        session.commit()


@pytest.mark.parametrize("changed_at", ["", "2025-01-01T10:00:00+01:00"])
def test_an_older_export_takes_no_exchange_of_a_sim_back(feed: Feed, changed_at: str) -> None:
    exchange(feed)

    feed.load_rows("lines", {"iccid": "1", "sim_kind": "sim", "sim_changed_at": changed_at})

    line = feed.one(select(Line))
    assert (line.iccid, line.sim_kind) == ("1", "esim")
    assert line.sms_proves_nothing(clock.now())


def test_billing_brings_the_new_card_with_a_moment_of_its_own(feed: Feed) -> None:
    exchange(feed)
    an_hour_ago = (clock.now() - timedelta(hours=1)).isoformat(timespec="seconds")
    feed.load_rows("lines", {"iccid": "2", "sim_kind": "esim", "sim_changed_at": an_hour_ago})

    feed.load_rows("lines", {"iccid": "1", "sim_kind": "sim", "sim_changed_at": "2025-01-01T10:00:00+01:00"})

    line = feed.one(select(Line))
    assert (line.iccid, line.sim_kind) == ("2", "esim")
    assert line.sms_proves_nothing(clock.now())


def test_after_some_days_billing_alone_knows_the_card(feed: Feed) -> None:
    exchange(feed, days_ago=4)

    feed.load_rows("lines", {"iccid": "1", "sim_kind": "sim", "sim_changed_at": "2025-01-01T10:00:00+01:00"})

    assert feed.one(select(Line.sim_kind)) == "sim"
