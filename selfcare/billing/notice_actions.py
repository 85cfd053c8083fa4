"""Choosing what to be told about; telling it once; and writing down who looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.billing.notice_models import DATA, PREMIUM, PREMIUM_LIMIT, ROAMING, UsageNotice, UsageWish
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL, SMS

STEPS: Mapping[str, tuple[int, ...]] = {DATA: (50, 80, 100), PREMIUM: (100,), ROAMING: (80, 100)}  # percent


@dataclass(frozen=True, kw_only=True)
class Level:
    """How far a line has come with one of its limits. All figures are of one kind: bytes, or grosze."""

    kind: str
    used: int
    limit: int

    @property
    def reached(self) -> list[int]:
        """The thresholds that are passed; a limit of nothing is passed by the first that costs something."""
        if not self.limit:
            return [100] if self.used else []
        return [step for step in STEPS[self.kind] if self.used * 100 >= step * self.limit]


def wish_of(session: Session, line: Line) -> UsageWish:
    return session.get(UsageWish, line.id) or default_wish()


def default_wish() -> UsageWish:
    """For a line whose holder did not choose."""
    return UsageWish(data=True, roaming=True, premium_limit=PREMIUM_LIMIT)


def choose(
    session: Session, customer: Customer, line: Line, wish: UsageWish, *, now: datetime, request_id: str = ""
) -> None:
    """From now on. Thresholds that were told already are not told again."""
    kept = session.get(UsageWish, line.id)
    if kept is None:
        session.add(kept := UsageWish(line_id=line.id))
    kept.data, kept.roaming, kept.premium_limit = wish.data, wish.roaming, wish.premium_limit
    audit.record(
        session,
        "alerts_chosen",
        now=now,
        customer_no=customer.customer_no,
        request_id=request_id,
        line=line.msisdn,
        premium_limit=wish.premium_limit.grosze,
    )


def set_premium_limit(session: Session, line: Line, limit: Money) -> None:
    """An order was carried out: what special numbers may cost the line in a period, gross."""
    kept = session.get(UsageWish, line.id)
    if kept is None:
        session.add(kept := UsageWish(line_id=line.id))
    kept.premium_limit = limit


def note_look(
    session: Session, customer_no: str, what: str, *, now: datetime, request_id: str = "", **facts: str
) -> None:
    """Write down that numbers called were shown, or handed out in a file."""
    audit.record(session, what, now=now, customer_no=customer_no, request_id=request_id, **facts)


def tell_reached(
    session: Session, line: Line, levels: Iterable[Level], told: set[tuple[str, int]], *, since: date, now: datetime
) -> None:
    """Tell the highest new threshold of each kind. `told` are the kinds and percents of this period already told."""
    for level in levels:
        new = [step for step in level.reached if (level.kind, step) not in told]
        session.add_all(
            UsageNotice(line_id=line.id, period_from=since, kind=level.kind, percent=step, reached_at=now)
            for step in new
        )
        if new:
            _tell(session, line, level, max(new), now=now)


def levels_of(
    wish: UsageWish, *, included_data: int, package: int, premium: Money, roaming: Money, roaming_limit: Money
) -> Iterator[Level]:
    """What of a line has a limit and is wished to be told. `included_data` and `package` are bytes."""
    if wish.data and package > 0:
        yield Level(kind=DATA, used=included_data, limit=package)
    yield Level(kind=PREMIUM, used=premium.grosze, limit=wish.premium_limit.grosze)
    if wish.roaming:
        yield Level(kind=ROAMING, used=roaming.grosze, limit=roaming_limit.grosze)


def told_since(session: Session, line_ids: Iterable[int], since: date) -> dict[int, set[tuple[str, int]]]:
    """Which thresholds of which lines were told in a period."""
    rows = session.execute(
        select(UsageNotice.line_id, UsageNotice.kind, UsageNotice.percent).where(
            UsageNotice.line_id.in_(list(line_ids)), UsageNotice.period_from == since
        )
    )
    found: dict[int, set[tuple[str, int]]] = {}
    for line_id, kind, percent in rows:
        found.setdefault(line_id, set()).add((kind, percent))
    return found


def forget_old(session: Session, *, before: date) -> None:
    session.execute(delete(UsageNotice).where(UsageNotice.period_from < before))


def _tell(session: Session, line: Line, level: Level, percent: int, *, now: datetime) -> None:
    """By e-mail to the holder, and by SMS to the number itself; a data line cannot show an SMS."""
    facts = {
        "number": line.msisdn,
        "percent": percent,
        "used": level.used,
        "limit": level.limit,
        "left": max(level.limit - level.used, 0),
        "line_id": line.id,
    }
    phone = (line.contact_phone or line.customer.contact_phone) if line.kind == "data" else line.msisdn
    for road in ((EMAIL, line.customer.email), (SMS, phone)):
        if road[1]:
            notifications.tell(session, line.customer, *road, f"usage_{level.kind}", now=now, facts=facts)
