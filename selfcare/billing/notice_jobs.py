"""What the worker does after usage was loaded: look which thresholds were reached, and tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from selfcare.billing import notice_actions as actions
from selfcare.billing import queries
from selfcare.billing.cycles import cycle_on
from selfcare.billing.models import UsagePeriod, UsageTotal
from selfcare.billing.notice_models import UsageWish
from selfcare.billing.usage import usage_from
from selfcare.billing.words import MEGABYTE
from selfcare.catalogue.models import ROAMING as ROAMING_OPTION
from selfcare.catalogue.models import Option
from selfcare.clock import WARSAW
from selfcare.config import Settings
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.outbox import actions as outbox

TASK = "billing.usage_arrived"  # put by the feed after each file
AT_ONCE = 200  # lines, in one transaction
_KEPT = timedelta(days=400)


def tell_thresholds(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """For the lines that one file of usage added to; a few, and then another task for the rest."""
    load_id, after = int(facts["load_id"]), int(facts.get("after", 0))
    query = queries.periods_changed_by(load_id).where(UsagePeriod.id > after).limit(AT_ONCE)
    periods = session.scalars(query).all()
    today = now.astimezone(WARSAW).date()
    for cycle_day in sorted({period.line.customer.cycle_day for period in periods}):
        lines = [period.line for period in periods if period.line.customer.cycle_day == cycle_day]
        _tell_lines(session, lines, cycle_on(today, cycle_day).first, now=now)
    if len(periods) == AT_ONCE:
        outbox.put(session, TASK, {"load_id": load_id, "after": periods[-1].id}, now=now)


def forget_old(session: Session, *, now: datetime) -> None:
    actions.forget_old(session, before=(now - _KEPT).date())


def _tell_lines(session: Session, lines: Iterable[Line], since: date, *, now: datetime) -> None:
    """Lines whose billing period began on the same day; those of a customer who left are told nothing."""
    here = {line.id: line for line in lines if line.ended_at is None and line.customer.status == "active"}
    wishes = {wish.line_id: wish for wish in session.scalars(select(UsageWish).where(UsageWish.line_id.in_(here)))}
    told = actions.told_since(session, here, since)
    totals = _totals_since(session, list(here), since)
    limits = _roaming_limits(session, list(here), now.astimezone(WARSAW).date())
    for line_id, line in here.items():
        wish = wishes.get(line_id) or actions.default_wish()
        levels = _levels(line, wish, totals.get(line_id, []), limits.get(line_id))
        actions.tell_reached(session, line, levels, told.get(line_id, set()), since=since, now=now)


def _levels(
    line: Line, wish: UsageWish, totals: Sequence[UsageTotal], own_limit: Money | None
) -> Iterable[actions.Level]:
    usage = usage_from(totals)
    abroad = (total.net for total in totals if total.kind == "data" and total.zone == "world")
    settings: Settings = current_app.extensions["settings"]
    return actions.levels_of(
        wish,
        included_data=usage.included_data,
        package=(line.tariff.data_mb if line.tariff else 0) * MEGABYTE,
        premium=usage.premium.cost,
        roaming=sum(abroad, Money()),
        roaming_limit=own_limit or Money(settings.roaming_limit * 100),
    )


def _roaming_limits(session: Session, line_ids: Sequence[int], today: date) -> dict[int, Money]:
    """Of the lines that chose one of their own with the option."""
    query = (
        select(LineOption.line_id, LineOption.value)
        .join(LineOption.option)
        .where(LineOption.line_id.in_(line_ids), Option.kind == ROAMING_OPTION, LineOption.value.is_not(None))
        .where(LineOption.begins_on <= today, or_(LineOption.ends_on.is_(None), LineOption.ends_on >= today))
    )
    return {line_id: limit for line_id, limit in session.execute(query) if limit}


def _totals_since(session: Session, line_ids: Sequence[int], since: date) -> dict[int, list[UsageTotal]]:
    """Whatever invoice they are on: what this period has used up."""
    query = (
        select(UsagePeriod.line_id, UsageTotal)
        .join_from(UsagePeriod, UsageTotal, UsageTotal.period_id == UsagePeriod.id)
        .where(UsagePeriod.line_id.in_(line_ids), UsagePeriod.last_on >= since, UsageTotal.day >= since)
    )
    found: dict[int, list[UsageTotal]] = {}
    for line_id, total in session.execute(query):
        found.setdefault(line_id, []).append(total)
    return found
