"""From when an option counts, and until when: all cycles, February, leap years, ends of months, DST."""

from datetime import date, datetime

import pytest
import time_machine

from selfcare import clock
from selfcare.catalogue.models import Option
from selfcare.lines.models import LineOption
from selfcare.money import Money
from selfcare.orders.options import Holding, day_of, holding_on, last_day, starts_of

CYCLES = (1, 8, 16, 24)


@pytest.mark.parametrize(
    ("begins_on", "by_cycle", "in_thirty_days"),
    [
        ("2026-01-31", ("2026-01-31", "2026-02-07", "2026-02-15", "2026-02-23"), "2026-03-01"),
        ("2026-02-01", ("2026-02-28", "2026-02-07", "2026-02-15", "2026-02-23"), "2026-03-02"),
        ("2026-02-24", ("2026-02-28", "2026-03-07", "2026-03-15", "2026-03-23"), "2026-03-25"),
        ("2028-02-24", ("2028-02-29", "2028-03-07", "2028-03-15", "2028-03-23"), "2028-03-24"),
        ("2028-02-29", ("2028-02-29", "2028-03-07", "2028-03-15", "2028-03-23"), "2028-03-29"),
        ("2026-03-29", ("2026-03-31", "2026-04-07", "2026-04-15", "2026-04-23"), "2026-04-27"),
        ("2026-10-25", ("2026-10-31", "2026-11-07", "2026-11-15", "2026-11-23"), "2026-11-23"),
        ("2026-12-08", ("2026-12-31", "2027-01-07", "2026-12-15", "2026-12-23"), "2027-01-06"),
        ("2026-12-31", ("2026-12-31", "2027-01-07", "2027-01-15", "2027-01-23"), "2027-01-29"),
    ],
)
def test_a_package_ends_with_its_period_or_after_its_days(
    begins_on: str, by_cycle: tuple[str, ...], in_thirty_days: str
) -> None:
    first, period, days = date.fromisoformat(begins_on), Option(ends="period"), Option(ends="days:30")

    assert tuple(str(last_day(period, first, cycle)) for cycle in CYCLES) == by_cycle
    assert {str(last_day(days, first, cycle)) for cycle in CYCLES} == {in_thirty_days}
    assert last_day(Option(ends="none"), first, 1) is None


def test_a_package_of_one_day_is_over_at_midnight() -> None:
    assert last_day(Option(ends="days:1"), date(2028, 2, 29), 1) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("moment", "at_once", "next_period"),
    [
        ("2026-03-28T22:59:00+00:00", "2026-03-28", "2026-04-01"),
        ("2026-03-28T23:00:00+00:00", "2026-03-29", "2026-04-01"),  # two hours later clocks go forward
        ("2026-03-31T22:00:00+00:00", "2026-04-01", "2026-05-01"),
        ("2026-10-31T22:59:00+00:00", "2026-10-31", "2026-11-01"),
        ("2026-10-31T23:00:00+00:00", "2026-11-01", "2026-12-01"),
    ],
)
def test_at_once_is_today_in_warsaw(moment: str, at_once: str, next_period: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        today = clock.today()

    assert [str(day_of(start, 1, today)) for start in ("now", "period")] == [at_once, next_period]


@pytest.mark.parametrize(
    ("option", "wanted", "starts"),
    [
        (Option(starts="now", recurring=False, price_gross=Money(1500)), "on", ("now", "period")),
        (Option(starts="period", recurring=False, price_gross=Money(1500)), "on", ("period",)),
        (Option(starts="now", recurring=True, price_gross=Money(500)), "on", ("now", "period")),
        (Option(starts="now", recurring=True, price_gross=Money(500)), "off", ("period",)),  # it is paid until then
        (Option(starts="now", recurring=True, price_gross=Money(0)), "off", ("now", "period")),
    ],
)
def test_from_when_it_may_count(option: Option, wanted: str, starts: tuple[str, ...]) -> None:
    assert starts_of(option, wanted) == starts


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2026-10-31", Holding(is_on=False)),
        ("2026-11-01", Holding(is_on=True, value=10000, until="2026-11-30")),
        ("2026-11-30", Holding(is_on=True, value=10000, until="2026-11-30")),
        ("2026-12-01", Holding(is_on=False)),
        ("2027-01-01", Holding(is_on=True)),
        ("2030-01-01", Holding(is_on=True)),
    ],
)
def test_what_a_line_has_on_a_day(day: str, held: Holding) -> None:
    rows = [
        LineOption(option_id=2, begins_on=date(2020, 1, 1)),  # another option
        LineOption(option_id=1, value=Money(10000), begins_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)),
        LineOption(option_id=1, begins_on=date(2027, 1, 1)),
    ]

    assert holding_on(date.fromisoformat(day), Option(id=1, kind="roaming"), rows, Money(3500)) == held


def test_every_line_has_a_threshold() -> None:
    held = holding_on(date(2026, 11, 25), Option(id=1, kind="premium"), [], Money(3500))

    assert held == Holding(is_on=True, value=3500)
