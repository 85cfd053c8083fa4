"""Telling that a limit is near: once for each threshold and period, on both channels."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing import notice_actions, notice_jobs
from selfcare.billing.models import UsagePeriod
from selfcare.billing.notice_actions import Level
from selfcare.billing.notice_models import DATA, PREMIUM, ROAMING, UsageNotice, UsageWish
from selfcare.customers.models import Customer
from selfcare.lines.models import Line, LineOption
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from tests import builders
from tests.builders import NOON

GIGABYTE = 1024**3
LOAD = 7


@pytest.fixture
def period(app: Flask, db: Session, line: Line) -> UsagePeriod:
    return builders.make_period(db, line, load_id=LOAD)


def use(db: Session, period: UsagePeriod, gigabytes: int, **facts: Any) -> None:
    builders.make_record(db, period, kind="data", bytes=gigabytes * GIGABYTE, seconds=0, peer="", **facts)


def tell(db: Session, now: datetime = NOON) -> list[tuple[str, str, str]]:
    """What is told because of the file, as (kind, channel, recipient)."""
    known = set(db.scalars(select(Message.id)))
    notice_jobs.tell_thresholds(db, {"load_id": LOAD}, now=now)
    db.flush()
    new = db.scalars(select(Message).where(Message.id.not_in(known)).order_by(Message.id))
    return [(message.kind, message.channel, message.recipient) for message in new]


BOTH = [("usage_data", "email", "anna@example.org"), ("usage_data", "sms", "+48500100200")]


def test_each_threshold_is_told_once(db: Session, period: UsagePeriod) -> None:
    use(db, period, 14)
    assert tell(db) == []

    use(db, period, 1)
    assert tell(db) == BOTH
    assert tell(db) == []

    use(db, period, 9)
    assert tell(db) == BOTH
    use(db, period, 6)
    assert tell(db) == BOTH
    use(db, period, 6)
    assert tell(db) == []
    assert sorted(db.scalars(select(UsageNotice.percent))) == [50, 80, 100]


def test_of_several_at_once_only_the_highest_is_told(db: Session, period: UsagePeriod) -> None:
    use(db, period, 31)

    assert tell(db) == BOTH
    facts = db.scalars(select(Task.facts).where(Task.kind == "notifications.deliver")).all()
    assert all('"percent": 100' in fact for fact in facts)
    assert tell(db) == []


def test_a_new_period_tells_anew(db: Session, period: UsagePeriod) -> None:
    use(db, period, 16)
    assert tell(db) == BOTH

    in_december = datetime(2026, 12, 10, 11, tzinfo=UTC)
    use(db, period, 16, started_at=in_december)

    assert tell(db, in_december) == BOTH
    assert set(db.scalars(select(UsageNotice.period_from))) == {date(2026, 11, 1), date(2026, 12, 1)}


def test_the_period_is_that_of_the_customers_cycle(db: Session, anna: Customer, period: UsagePeriod) -> None:
    anna.cycle_day = 16
    use(db, period, 16, started_at=NOON - timedelta(days=12))  # on the 13th

    assert tell(db) == []


def test_special_numbers_are_told_at_the_chosen_limit(db: Session, line: Line, period: UsagePeriod) -> None:
    builders.make_record(db, period, kind="premium", peer="72550", gross=Money(3499))
    assert tell(db) == []

    builders.make_record(db, period, kind="premium", peer="72550", gross=Money(1))
    assert [kind for kind, _channel, _to in tell(db)] == ["usage_premium"] * 2

    db.add(UsageWish(line_id=line.id, data=True, roaming=True, premium_limit=Money(10000)))
    builders.make_record(db, period, kind="premium", peer="72550", gross=Money(9000))
    assert tell(db) == []


def test_a_limit_of_nothing_is_reached_by_the_first_grosz(db: Session, line: Line, period: UsagePeriod) -> None:
    db.add(UsageWish(line_id=line.id, data=True, roaming=True, premium_limit=Money(0)))
    assert tell(db) == []

    builders.make_record(db, period, kind="premium", peer="72550", gross=Money(1))

    assert [kind for kind, _channel, _to in tell(db)] == ["usage_premium"] * 2


def test_data_outside_the_eu_is_told_at_80_and_100_percent_of_the_legal_limit(db: Session, period: UsagePeriod) -> None:
    use(db, period, 1, zone="world", net=Money(17199))
    assert tell(db) == []
    use(db, period, 0, zone="world", net=Money(1))
    assert [kind for kind, _channel, _to in tell(db)] == ["usage_roaming"] * 2
    use(db, period, 0, zone="world", net=Money(4300))
    assert [kind for kind, _channel, _to in tell(db)] == ["usage_roaming"] * 2


@pytest.mark.parametrize(("ends_on", "told"), [(None, 0), (date(2026, 11, 24), 2)])
def test_a_limit_of_ones_own_takes_its_place_as_long_as_the_option_is_on(
    *, db: Session, line: Line, period: UsagePeriod, ends_on: date | None, told: int
) -> None:
    roaming = builders.make_option(db, "ROAMING", kind="roaming")
    own = {"value": Money(50000), "begins_on": date(2026, 11, 1), "ends_on": ends_on}
    db.add(LineOption(line_id=line.id, option_id=roaming.id, **own))

    use(db, period, 1, zone="world", net=Money(21500))

    assert len(tell(db)) == told


def test_what_is_switched_off_is_not_told(db: Session, line: Line, period: UsagePeriod) -> None:
    db.add(UsageWish(line_id=line.id, data=False, roaming=False, premium_limit=Money(3500)))
    use(db, period, 31)
    use(db, period, 1, zone="world", net=Money(30000))

    assert tell(db) == []


def test_a_data_line_is_told_where_an_sms_can_be_read(db: Session, anna: Customer) -> None:
    data_line = db.scalars(lines_of(anna)).all()[-1]
    assert data_line.kind == "data"
    data_line.tariff = builders.make_tariff(db, "NET", data_mb=1024, kind="data")
    use(db, builders.make_period(db, data_line, load_id=LOAD), 1)

    assert [to for _kind, _channel, to in tell(db)] == ["anna@example.org", "+48500100200"]


@pytest.mark.parametrize("gone", ["line", "customer"])
def test_who_left_is_told_nothing(db: Session, anna: Customer, line: Line, period: UsagePeriod, gone: str) -> None:
    use(db, period, 31)
    if gone == "line":
        line.ended_at = NOON
    else:
        anna.status = "left"
    db.flush()

    assert tell(db) == []


def test_many_lines_are_looked_at_a_few_at_a_time(
    db: Session, anna: Customer, line: Line, period: UsagePeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_jobs, "AT_ONCE", 1)
    other = builders.make_line(db, anna, "+48500100777", tariff_id=line.tariff_id)
    use(db, period, 31)
    use(db, builders.make_period(db, other, load_id=LOAD), 31)

    assert len(tell(db)) == 2
    (rest,) = db.scalars(select(Task).where(Task.kind == notice_jobs.TASK))
    assert rest.facts == f'{{"load_id": {LOAD}, "after": {period.id}}}'


def test_old_notices_are_forgotten(db: Session, period: UsagePeriod) -> None:
    use(db, period, 31)
    tell(db)

    notice_jobs.forget_old(db, now=NOON + timedelta(days=300))
    assert db.scalars(select(UsageNotice)).all()
    notice_jobs.forget_old(db, now=NOON + timedelta(days=500))

    assert db.scalars(select(UsageNotice)).all() == []


@pytest.mark.parametrize(
    ("kind", "used", "reached"),
    [
        (DATA, 499, []),
        (DATA, 500, [50]),
        (DATA, 999, [50, 80]),
        (DATA, 2000, [50, 80, 100]),
        (PREMIUM, 999, []),
        (PREMIUM, 1000, [100]),
        (ROAMING, 800, [80]),
    ],
)
def test_thresholds_are_reached_exactly(kind: str, used: int, reached: list[int]) -> None:
    assert Level(kind=kind, used=used, limit=1000).reached == reached


def test_a_line_without_a_choice_has_the_defaults(db: Session, line: Line) -> None:
    wish = notice_actions.wish_of(db, line)

    assert (wish.data, wish.roaming, wish.premium_limit) == (True, True, Money(3500))
