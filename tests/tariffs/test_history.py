"""What is put together of a line's usage: which periods count, and what counts against which allowance."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.tariffs.history import used_in, whole_periods
from selfcare.tariffs.pricing import INTERNATIONAL, PREMIUM, RECEIVED, WORLD, Charged, Used
from tests.tariffs.usage import MB, line_numbered, moment, use, use_data, use_every_month

TODAY = date(2026, 11, 25)
PAID: dict[str, Any] = {"net": Money(100), "gross": Money(123)}


def test_periods_that_are_over_and_known_from_their_start_count_newest_first(db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_data(db, line, moment(2026, 8, 1), 5)

    periods = whole_periods(db, line, 1, TODAY)

    assert [period.first for period in periods] == [date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)]


def test_no_more_than_a_year_is_looked_at(db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    line.activated_on = date(2020, 1, 1)
    use_data(db, line, moment(2024, 8, 1), 5)

    periods = whole_periods(db, line, 24, TODAY)

    assert len(periods) == 12
    assert (periods[0].first, periods[0].last) == (date(2026, 10, 24), date(2026, 11, 23))
    assert periods[-1].first == date(2025, 11, 24)


@pytest.mark.parametrize(
    ("activated", "first_record", "count"),
    [
        (date(2026, 8, 1), moment(2026, 8, 1), 3),
        (date(2026, 8, 2), moment(2026, 8, 2), 2),  # not there for the whole of August
        (date(2024, 1, 1), moment(2026, 8, 20), 2),  # what happened before is not known
    ],
)
def test_a_period_that_is_not_known_whole_does_not_count(
    db: Session, anna: Customer, activated: date, first_record: datetime, count: int
) -> None:
    line = line_numbered(db)
    line.activated_on = activated
    use_data(db, line, first_record, 5)

    assert len(whole_periods(db, line, 1, TODAY)) == count


def test_a_line_without_usage_has_no_periods(db: Session, anna: Customer) -> None:
    assert whole_periods(db, line_numbered(db), 1, TODAY) == []


def test_a_record_belongs_to_the_period_it_began_in_warsaw(db: Session, anna: Customer) -> None:
    """Half past midnight on 1 October is still September in UTC; 25 October has 25 hours."""
    line = line_numbered(db)
    use_every_month(db, line, 1, months=3)
    use_data(db, line, moment(2026, 10, 1, 0), 10)
    use_data(db, line, moment(2026, 10, 31, 23), 100)
    use_data(db, line, moment(2026, 11, 1, 0), 1000)  # the running period

    used = used_in(db, line, whole_periods(db, line, 1, TODAY))

    assert [one.data // MB for one in used] == [111, 1, 1]


def test_calls_and_messages_sent_count_whatever_they_cost(db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 1, months=3)
    at = moment(2026, 10, 5)
    use(db, line, at, units=3)
    use(db, line, at, units=2, zone="eu", country="DE")
    use(db, line, at, units=4, **PAID)  # beyond the allowance of the tariff of that day
    use(db, line, at, units=50, direction="in")
    use(db, line, at, kind="sms", units=1)
    unsaid = moment(2026, 10, 6)  # a day on which the billing system did not say what it counts
    use(db, line, unsaid, units=0, seconds=61)  # two begun minutes
    use(db, line, unsaid, kind="sms", units=0)
    use(db, line, at, kind="mms", units=1, **PAID)

    used = used_in(db, line, whole_periods(db, line, 1, TODAY))[0]

    assert used == Used(minutes=11, texts=2, pictures=1, data=MB)


def test_data_in_the_eu_stands_apart_and_elsewhere_counts_nowhere(db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 1, months=3)
    use_data(db, line, moment(2026, 10, 5), 20, zone="eu", country="DE")
    use_data(db, line, moment(2026, 10, 6), 30, zone="world", country="CH")

    used = used_in(db, line, whole_periods(db, line, 1, TODAY))[0]

    assert used == Used(data=MB, data_eu=20 * MB)


def test_what_no_tariff_includes_keeps_its_price_and_is_taken_off_the_allowance(db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 1, months=3)
    at = moment(2026, 10, 5)
    use(db, line, at, units=7, country="US", peer="+12025550143", **PAID)
    use(db, line, at, units=2, country="US", peer="+12025550143", **PAID)
    use(db, line, at, units=5, country="US")  # for nothing: it was included
    use(db, line, at, kind="sms", units=1, country="US", **PAID)
    use(db, line, at, kind="premium", units=1, peer="7250", vat_rate="8", **PAID)
    use(db, line, at, units=1, direction="in", **PAID)
    use(db, line, at, units=6, zone="world", country="CH", **PAID)
    use_data(db, line, at, 30, zone="world", country="CH", **PAID)

    used = used_in(db, line, whole_periods(db, line, 1, TODAY))[0]

    assert used == Used(
        minutes=5,
        data=MB,
        charged=(
            Charged(INTERNATIONAL, 3, Money(300), Money(369)),
            Charged(PREMIUM, 1, Money(100), Money(123), "8"),
            Charged(RECEIVED, 1, Money(100), Money(123)),
            Charged(WORLD, 2, Money(200), Money(246)),
        ),
    )


def test_nothing_of_another_line_or_another_holder_is_counted(db: Session, anna: Customer, bartek: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 1, months=3)
    use_every_month(db, line_numbered(db, "+48500100201"), 500, months=3)
    use_every_month(db, line_numbered(db, "+48500100300"), 700, months=3)

    used = used_in(db, line, whole_periods(db, line, 1, TODAY))

    assert used == [Used(data=MB)] * 3
