"""How much of what is included is used up, and what the period will end with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from selfcare.billing.cycles import Cycle
from selfcare.billing.forecast import Range, forecast
from selfcare.billing.usage import Usage
from selfcare.billing.words import MEGABYTE
from selfcare.catalogue.models import Tariff

DATA, DATA_EU, MINUTES = "data", "data_eu", "minutes"
_WARN = 80  # percent


@dataclass(frozen=True, kw_only=True)
class Meter:
    """One allowance: bytes of data, or seconds of calls."""

    kind: str
    used: int
    allowance: int
    renews_on: date
    forecast: Range | None = None

    @property
    def left(self) -> int:
        return max(self.allowance - self.used, 0)

    @property
    def percent(self) -> int:
        """Rounded down: 99,9 % is not all of it."""
        return self.used * 100 // self.allowance

    @property
    def width(self) -> int:
        """Of the bar, in percent: something used is never nothing."""
        return min(max(self.percent, 1 if self.used else 0), 100)

    @property
    def level(self) -> str:
        """Of its colour: warn, bad, or none."""
        if self.percent >= 100:
            return "bad"
        return "warn" if self.percent >= _WARN else ""

    @property
    def may_run_out(self) -> bool:
        return self.forecast is not None and self.used < self.allowance <= self.forecast.high


def meters_of(
    tariff: Tariff | None, usage: Usage, days: Mapping[date, int], cycle: Cycle, today: date
) -> tuple[Meter, ...]:
    """One meter for each allowance that has an end. `days` are bytes of included data by day."""
    return tuple(_meters(tariff, usage, days, cycle, today)) if tariff else ()


def data_meter(tariff: Tariff | None, used: int, cycle: Cycle) -> Meter | None:
    """Only what is used and what is left of the data of a tariff that has any; no guess."""
    if tariff is None or tariff.data_mb <= 0:
        return None
    return Meter(kind=DATA, used=used, allowance=tariff.data_mb * MEGABYTE, renews_on=cycle.renews_on)


def _meters(tariff: Tariff, usage: Usage, days: Mapping[date, int], cycle: Cycle, today: date) -> Iterator[Meter]:
    renews_on = cycle.renews_on
    if tariff.data_mb > 0:
        yield Meter(
            kind=DATA,
            used=usage.included_data,
            allowance=tariff.data_mb * MEGABYTE,
            renews_on=renews_on,
            forecast=_forecast(usage.included_data, days, cycle, today),
        )
    if tariff.eu_data_mb > 0 and usage.data_eu.bytes:
        yield Meter(kind=DATA_EU, used=usage.data_eu.bytes, allowance=tariff.eu_data_mb * MEGABYTE, renews_on=renews_on)
    if tariff.minutes > 0:
        yield Meter(kind=MINUTES, used=usage.calls_out.seconds, allowance=tariff.minutes * 60, renews_on=renews_on)


def _forecast(used: int, days: Mapping[date, int], cycle: Cycle, today: date) -> Range | None:
    """From the days that are over; what today has used already is never less than the guess."""
    over = [days.get(cycle.first + timedelta(days=number), 0) for number in range((today - cycle.first).days)]
    guess = forecast(sum(over), over, (cycle.renews_on - today).days)
    return Range(max(guess.low, used), max(guess.high, used)) if guess else None
