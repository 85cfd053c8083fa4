"""Once a year every customer is told which tariffs are the most favourable."""

import json
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from selfcare.tariffs import jobs
from selfcare.tariffs.actions import tell_yearly_advice
from selfcare.tariffs.models import YearlyAdvice
from tests import builders
from tests.builders import NOON
from tests.tariffs.usage import line_numbered, use_every_month

TODAY = NOON.date()


def advise(db: Session, on: date = TODAY) -> None:
    """What the worker does on that day for all whose turn it is."""
    jobs.advise_some(db, {"on": on.isoformat(), "after": 0}, now=NOON)


def turn_of(customer: Customer) -> date:
    """The first day from today on that is the customer's."""
    return next(
        day for day in (TODAY + timedelta(days=n) for n in range(28)) if day.toordinal() % 28 == customer.id % 28
    )


def messages(db: Session) -> list[Message]:
    return list(db.scalars(select(Message).where(Message.kind == "tariff_advice")))


def test_it_is_told_on_the_customers_day_and_kept(app: Flask, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600)
    use_every_month(db, line_numbered(db, "+48500100201"), 20_000)
    day = turn_of(anna)

    advise(db, day)

    assert [message.channel for message in messages(db)] == ["email"]
    kept = db.scalars(select(YearlyAdvice)).one()
    assert (kept.customer_id, kept.told_on) == (anna.id, day)
    first, second = json.loads(kept.said)
    assert first["number"] == "+48500100200"
    assert (first["tariff"], first["average"], first["best"]) == ("Listek 30 GB", 3999, "Listek Mini")
    assert not first["is_best"]
    assert second["is_best"]


def test_nobody_is_told_twice_in_a_year_nor_later_than_after_one(app: Flask, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600)
    advise(db, turn_of(anna))

    for number in range(1, 14):
        day = turn_of(anna) + timedelta(days=28 * number)
        use_every_month(db, line_numbered(db), 1)
        advise(db, day)

    told = list(db.scalars(select(YearlyAdvice.told_on).order_by(YearlyAdvice.told_on)))
    assert len(told) == 2
    assert 300 < (told[1] - told[0]).days <= 365


def test_on_other_days_and_with_too_little_known_nothing_is_told(app: Flask, db: Session, anna: Customer) -> None:
    advise(db, turn_of(anna))  # no usage
    use_every_month(db, line_numbered(db), 600)
    advise(db, turn_of(anna) + timedelta(days=1))

    assert messages(db) == []


def test_who_left_is_told_nothing(app: Flask, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600)
    anna.status = "left"

    advise(db, turn_of(anna))

    assert messages(db) == []


def test_twice_on_one_day_is_once(app: Flask, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600)
    advise(db, turn_of(anna))

    is_told = tell_yearly_advice(db, anna, now=NOON, today=turn_of(anna))

    assert not is_told
    assert len(messages(db)) == 1


def test_every_day_begins_with_a_task(app: Flask, db: Session) -> None:
    jobs.begin_yearly_advice(db, now=NOON)

    task = db.scalars(select(Task).where(Task.kind == jobs.TASK)).one()
    assert json.loads(task.facts) == {"on": "2026-11-25", "after": 0}


def test_many_are_told_in_several_steps(app: Flask, db: Session, anna: Customer) -> None:
    first = 28 * 200_000 + (anna.id + 1) % 28  # another turn than Anna's
    others = [builders.make_customer(db, f"9{number:06}", id=28 * number + first) for number in range(21)]

    advise(db, turn_of(others[-1]))

    task = db.scalars(select(Task).where(Task.kind == jobs.TASK)).one()
    assert json.loads(task.facts)["after"] == others[19].id
