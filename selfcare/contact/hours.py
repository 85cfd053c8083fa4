"""When customer service answers calls: the operator's hours, Polish holidays, and the hours in which we call back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from selfcare.brand import DAYS
from selfcare.clock import WARSAW
from selfcare.holidays import is_holiday

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LOOK_AHEAD = 14  # days: longer than any holidays


@dataclass(frozen=True)
class Hours:
    """The table of the operator file: `{"mon": "07:00-22:00", "holiday": ""}`."""

    table: Mapping[str, str]

    def is_open(self, now: datetime) -> bool:
        return self.closes_at(now) is not None

    def closes_at(self, now: datetime) -> datetime | None:
        """The end of the span that it is now; None when closed."""
        span = self._span(now.astimezone(WARSAW).date())
        return span[1] if span and span[0] <= now < span[1] else None

    def opens_at(self, now: datetime) -> datetime | None:
        """When it opens next; None when it never does."""
        today = now.astimezone(WARSAW).date()
        spans = filter(None, (self._span(today + days * _DAY) for days in range(_LOOK_AHEAD)))
        return next((opens for opens, _closes in spans if opens > now), None)

    def slots(self, now: datetime, *, days: int = 3) -> list[datetime]:
        """Beginnings of the hours in which we can still call, today and on the days after."""
        today = now.astimezone(WARSAW).date()
        spans = filter(None, (self._span(today + number * _DAY) for number in range(days)))
        return [slot for span in spans for slot in _whole_hours(*span) if slot > now + _HOUR / 4]

    def rows(self) -> list[tuple[str, str, str]]:
        """First day, last day and span of the week as one reads it, and of holidays: `("mon", "fri", "8:00-18:00")`."""
        week = [(day, self.table.get(day, "")) for day in DAYS if day != "holiday"]
        groups = [(span, [day for day, _span in days]) for span, days in groupby(week, key=lambda one: one[1])]
        rows = [(days[0], days[-1], span) for span, days in groups]
        return [*rows, ("holiday", "holiday", self.table["holiday"])] if "holiday" in self.table else rows

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        name = "holiday" if is_holiday(day) and "holiday" in self.table else DAYS[day.weekday()]
        begins, _, ends = self.table.get(name, "").partition("-")
        return (_at(day, begins), _at(day, ends)) if ends else None


def _at(day: date, text: str) -> datetime:
    if text == "24:00":
        return datetime.combine(day + _DAY, time(0), WARSAW)
    return datetime.combine(day, time.fromisoformat(text), WARSAW)


def _whole_hours(begins: datetime, ends: datetime) -> Iterator[datetime]:
    slot = begins
    while slot + _HOUR <= ends:
        yield slot
        slot += _HOUR
