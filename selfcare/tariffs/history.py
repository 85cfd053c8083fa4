"""What a line used in each of its last whole billing periods, put together by the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from selfcare.billing.cycles import Cycle, cycle_on
from selfcare.billing.months import months_later
from selfcare.lines.models import Line
from selfcare.tariffs import queries
from selfcare.tariffs.pricing import INTERNATIONAL, PREMIUM, RECEIVED, WORLD, Charged, Used

FEWEST, MOST = 3, 12  # periods: less says nothing, more is another time


def whole_periods(session: Session, line: Line, cycle_day: int, today: date) -> list[Cycle]:
    """The newest first: those that are over, that the line was there for, and whose usage is known from their start."""
    known_since = session.scalar(queries.usage_known_since(line))
    if known_since is None:
        return []
    since = max(known_since, line.activated_on)
    running = cycle_on(today, cycle_day)
    firsts = [months_later(running.first, -age).replace(day=cycle_day) for age in range(1, MOST + 1)]
    return [cycle_on(first, cycle_day) for first in firsts if first >= since]


def used_in(session: Session, line: Line, periods: Sequence[Cycle]) -> list[Used]:
    """In the order of the periods."""
    free = [queries.Sums(*row) for row in session.execute(queries.sums_of(line, periods))]
    fixed = [queries.Charge(*row) for row in session.execute(queries.charged_anyway(line, periods))]
    return [
        _used([row for row in free if row.place == place], [row for row in fixed if row.place == place])
        for place in range(len(periods))
    ]


def _used(sums: Sequence[queries.Sums], charges: Sequence[queries.Charge]) -> Used:
    """Whatever was charged apart from the allowances is taken off what counts against them."""
    apart = {kind: sum(one.counted for one in charges if one.kind == kind and one.is_abroad) for kind in _COUNTED}
    counted = {kind: sum(row.counted for row in sums if row.kind == kind) - apart[kind] for kind in _COUNTED}
    data = [row for row in sums if row.kind == "data"]
    return Used(
        minutes=counted["voice"],
        texts=counted["sms"],
        pictures=counted["mms"],
        data=sum(row.bytes for row in data if row.zone == "home"),
        data_eu=sum(row.bytes for row in data if row.zone == "eu"),
        charged=tuple(_added_up(charges)),
    )


_COUNTED = ("voice", "sms", "mms")


def _added_up(charges: Iterable[queries.Charge]) -> Iterable[Charged]:
    found: dict[tuple[str, str], Charged] = {}
    for one in charges:
        key = (_what(one), one.vat_rate)
        before = found.get(key)
        found[key] = Charged(
            key[0],
            one.records + (before.records if before else 0),
            one.net + before.net if before else one.net,
            one.gross + before.gross if before else one.gross,
            key[1],
        )
    return [found[key] for key in sorted(found)]


def _what(one: queries.Charge) -> str:
    if one.kind == "premium":
        return PREMIUM
    if one.zone == "world":
        return WORLD
    return INTERNATIONAL if one.is_abroad else RECEIVED
