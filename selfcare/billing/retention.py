"""Forgetting usage that is older than the installation keeps: whole months, a little at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from selfcare.billing.models import UsageLoad, UsagePeriod, UsageRecord, UsageTotal
from selfcare.billing.months import months_later, starts_at

AT_ONCE = 100  # periods in one transaction: others wait for it on SQLite
_UNSEEN = {"synchronize_session": False}


def kept_since(today: date, keep_months: int) -> date:
    """The first day of the oldest month that is kept beside the running one."""
    return months_later(today, -keep_months)


def forget_some(session: Session, *, before: date) -> bool:
    """Delete what the next few periods have of older months; say whether there is more."""
    old = select(UsagePeriod.id).where(UsagePeriod.first_on < before).order_by(UsagePeriod.id).limit(AT_ONCE)
    periods = session.scalars(old).all()
    if periods:
        _forget(session, periods, before)
    return len(periods) == AT_ONCE


def forget_loads(session: Session, *, before: date) -> None:
    """The newest stays, whatever its age: it says how old our knowledge is."""
    newest = select(UsageLoad.id).order_by(UsageLoad.id.desc()).limit(1).scalar_subquery()
    session.execute(delete(UsageLoad).where(UsageLoad.loaded_at < starts_at(before), UsageLoad.id != newest))


def _forget(session: Session, periods: Collection[int], before: date) -> None:
    of_these = UsageRecord.period_id.in_(periods)
    session.execute(
        delete(UsageRecord).where(of_these, UsageRecord.started_at < starts_at(before)), None, execution_options=_UNSEEN
    )
    session.execute(delete(UsageTotal).where(UsageTotal.period_id.in_(periods), UsageTotal.day < before))
    is_empty = ~exists().where(UsageTotal.period_id == UsagePeriod.id)
    session.execute(delete(UsagePeriod).where(UsagePeriod.id.in_(periods), is_empty))
    session.execute(update(UsagePeriod).where(UsagePeriod.id.in_(periods)).values(first_on=before))
