"""When a contract ends, and what that costs."""

from datetime import date

import pytest

from selfcare.customers.cycles import month_after
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.termination import endings_of

FEE = Money(24000)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-11-25", "2026-12-25"),
        ("2026-12-31", "2027-01-31"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-30", "2028-02-29"),  # a leap year
        ("2027-02-28", "2027-03-28"),
        ("2026-10-31", "2026-11-30"),
        ("2026-10-25", "2026-11-25"),  # the night with an hour more
        ("2026-12-01", "2027-01-01"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(day: str, after: str) -> None:
    assert month_after(date.fromisoformat(day)) == date.fromisoformat(after)


@pytest.mark.parametrize(
    ("until", "fee", "ways"),
    [
        (None, None, [("soon", "2026-12-25", 0)]),
        ("2026-06-30", FEE, [("soon", "2026-12-25", 0)]),  # its time is over: it goes on without one
        ("2026-12-25", FEE, [("soon", "2026-12-25", 0)]),  # over when the notice is
        ("2026-12-26", FEE, [("soon", "2026-12-25", 24000), ("at_end", "2026-12-26", 0)]),
        ("2027-10-31", FEE, [("soon", "2026-12-25", 24000), ("at_end", "2027-10-31", 0)]),
        ("2027-10-31", Money(), [("soon", "2026-12-25", 0), ("at_end", "2027-10-31", 0)]),
        ("2027-10-31", None, [("at_end", "2027-10-31", 0)]),  # nobody told us what earlier would cost
    ],
)
def test_what_it_costs_depends_on_the_contract(
    until: str | None, fee: Money | None, ways: list[tuple[str, str, int]]
) -> None:
    line = Line(contract_until=date.fromisoformat(until) if until else None, termination_fee=fee)

    found = endings_of(line, date(2026, 11, 25))

    assert [(way.how, way.last_day.isoformat(), way.fee.grosze) for way in found] == ways


def test_the_number_can_be_moved_for_one_more_month() -> None:
    [ending] = endings_of(Line(contract_until=None, termination_fee=None), date(2026, 12, 31))

    assert (ending.last_day, ending.portable_until) == (date(2027, 1, 31), date(2027, 2, 28))
