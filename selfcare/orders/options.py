"""What a line has of an option, and what an order may make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from selfcare.catalogue.models import NOW, PERIOD, PREMIUM, ROAMING, Option
from selfcare.customers.cycles import next_period
from selfcare.lines.models import LineOption
from selfcare.money import Money

ON, OFF = "on", "off"
ROAMING_LIMITS = (Money(100_00), Money(215_00), Money(500_00), Money(1000_00))  # net; the second is 50 EUR
HIGHEST = Money(100_000_00)


@dataclass(frozen=True)
class Holding:
    """What a line has of one option on one day."""

    is_on: bool
    value: int | None = None  # grosze, where its kind has a limit
    until: str = ""  # ISO date of its last day; empty: it goes on

    def facts(self) -> dict[str, object]:
        return asdict(self)

    @property
    def limit(self) -> Money | None:
        return None if self.value is None else Money(self.value)

    def is_same(self, other: Holding) -> bool:
        """Whenever it ends."""
        return (self.is_on, self.value) == (other.is_on, other.value)


def holding_on(day: date, option: Option, kept: Iterable[LineOption], threshold: Money) -> Holding:
    """`kept` are rows of the line; `threshold` is what its special numbers may cost, which every line has."""
    if option.kind == PREMIUM:
        return Holding(is_on=True, value=threshold.grosze)
    found = next((row for row in kept if row.option_id == option.id and row.is_in_force(day)), None)
    if found is None:
        return Holding(is_on=False)
    value = found.value.grosze if found.value is not None else None
    return Holding(is_on=True, value=value, until=found.ends_on.isoformat() if found.ends_on else "")


def has_limit(option: Option) -> bool:
    return option.kind in {ROAMING, PREMIUM}


def can_be_switched_off(option: Option) -> bool:
    """A threshold is only moved; what is paid once runs out by itself."""
    return option.kind != PREMIUM and option.ends == "none"


def starts_of(option: Option, wanted: str) -> tuple[str, ...]:
    """When it may be switched on or off. What is paid by the month is paid until the period ends."""
    is_paid_monthly = option.recurring and bool(option.price_gross)
    if option.starts == PERIOD or (wanted == OFF and is_paid_monthly):
        return (PERIOD,)
    return (NOW, PERIOD)


def day_of(start: str, cycle_day: int, today: date) -> date:
    return today if start == NOW else next_period(cycle_day, today)


def last_day(option: Option, begins_on: date, cycle_day: int) -> date | None:
    """Of what begins then; none for what goes on until somebody switches it off."""
    if option.ends == "none":
        return None
    if option.ends == "period":
        return next_period(cycle_day, begins_on) - timedelta(days=1)
    return begins_on + timedelta(days=int(option.ends.removeprefix("days:")) - 1)
