"""Which tariff would have been cheapest: the same periods, priced on every one that is on sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from selfcare.billing.cycles import Cycle
from selfcare.catalogue.models import Tariff
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.tariffs.history import FEWEST, used_in, whole_periods
from selfcare.tariffs.pricing import Bill, Used, price


@dataclass(frozen=True)
class Outcome:
    """What the periods would have cost on one tariff, the newest first."""

    tariff: Tariff
    bills: tuple[Bill, ...]

    @property
    def total(self) -> Money:
        return sum((bill.gross for bill in self.bills), Money())

    @property
    def average(self) -> Money:
        """A month, rounded to the grosz."""
        return Money.rounded(self.total.zlote / len(self.bills))


@dataclass(frozen=True)
class Advice:
    """The answer for one line. Without today's tariff there is nothing to compare with, only prices."""

    line: Line
    periods: tuple[Cycle, ...]  # the newest first
    used: tuple[Used, ...]
    todays: Outcome | None
    outcomes: tuple[Outcome, ...]  # the cheapest first, today's before others that cost as much

    @property
    def best(self) -> Outcome:
        return self.outcomes[0]

    @property
    def is_todays_best(self) -> bool:
        return self.todays is self.best

    def saved_by(self, outcome: Outcome) -> Money:
        """In all periods together; negative where it would have cost more. Nothing without today's tariff."""
        return self.todays.total - outcome.total if self.todays else Money()

    def cheaper_months(self, outcome: Outcome) -> int:
        pairs = zip(self.todays.bills if self.todays else (), outcome.bills, strict=False)
        return sum(other.gross < ours.gross for ours, other in pairs)

    def with_code(self, code: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.tariff.code == code), None)


@dataclass(frozen=True)
class TooEarly:
    """There are not enough whole periods yet."""

    periods: int

    @property
    def missing(self) -> int:
        return FEWEST - self.periods


def advise(
    session: Session, line: Line, on_sale: Sequence[Tariff], *, cycle_day: int, is_firm: bool, today: date, most: int
) -> Advice | TooEarly:
    """Price the last `most` whole periods on today's tariff and on all that are on sale."""
    periods = whole_periods(session, line, cycle_day, today)[:most]
    if len(periods) < FEWEST or not (on_sale or line.tariff):
        return TooEarly(len(periods))
    used = used_in(session, line, periods)

    def outcome(tariff: Tariff) -> Outcome:
        return Outcome(tariff, tuple(price(tariff, one, from_net=is_firm) for one in used))

    todays = outcome(line.tariff) if line.tariff else None
    others = [outcome(tariff) for tariff in on_sale if tariff.id != line.tariff_id]
    first = [todays] if todays else []
    ranked = sorted([*first, *others], key=lambda one: one.total)  # stable: today's wins a draw
    return Advice(line, tuple(periods), tuple(used), todays, tuple(ranked))
