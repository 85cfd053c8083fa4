"""Reminders: three days before, on the day, after; by the customer's choice; never of what was paid."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import jobs, reminding
from selfcare.balance.models import Reminder, Step
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.notifications.models import Choice, Message
from selfcare.outbox.models import Task
from selfcare.outbox.worker import drain
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON


def remind(annas: Ledger, now: datetime = NOON) -> list[tuple[str, str]]:
    """One day of the worker; the kinds and channels of what was told."""
    jobs.remind(annas.db, now=now)
    drain(annas.db, now=now)
    query = select(Message).where(Message.customer_id == annas.customer.id).order_by(Message.id)
    return [(message.kind, message.channel) for message in annas.db.scalars(query)]


@pytest.mark.parametrize(
    ("days", "kind"),
    [(4, None), (3, "payment_soon"), (1, "payment_soon"), (0, "payment_today"), (-1, None), (-3, "payment_notice")],
)
def test_each_day_has_its_reminder(annas: Ledger, days: int, kind: str | None) -> None:
    annas.owe("FV/1", due_on=TODAY + timedelta(days=days))

    told = remind(annas)

    assert told == ([(kind, "email"), (kind, "sms")] if kind else [])
    assert remind(annas) == told  # once, however often the worker looks


def test_a_whole_story_is_told_in_its_order(annas: Ledger) -> None:
    annas.owe("FV/1", due_on=TODAY)

    for day in range(-5, 30):
        remind(annas, NOON + timedelta(days=day))

    steps = annas.db.execute(select(Reminder.step, Reminder.on).order_by(Reminder.id)).all()
    assert [(step, (on - TODAY).days) for step, on in steps] == [
        (Step.SOON, -3),
        (Step.TODAY, 0),
        (Step.NOTICE, 3),
        (Step.LAST_NOTICE, 17),
    ]


def test_what_is_paid_meanwhile_is_not_told_of(annas: Ledger) -> None:
    annas.owe("FV/1", due_on=TODAY)
    jobs.remind(annas.db, now=NOON)

    annas.receive(10000)
    drain(annas.db, now=NOON)

    assert annas.db.scalars(select(Message)).all() == []


def test_who_sent_the_money_is_left_alone_for_a_week(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", due_on=TODAY - timedelta(days=3))
    reminding.said_paid(annas.db, annas.customer, [invoice], now=NOON)

    assert remind(annas) == []
    assert remind(annas, NOON + timedelta(days=6)) == []
    assert remind(annas, NOON + timedelta(days=7)) == [("payment_notice", "email"), ("payment_notice", "sms")]


def test_saying_so_after_the_reminder_was_put_stops_it_too(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", due_on=TODAY)
    jobs.remind(annas.db, now=NOON)

    reminding.said_paid(annas.db, annas.customer, [invoice], now=NOON)
    drain(annas.db, now=NOON)

    assert annas.db.scalars(select(Message)).all() == []


@pytest.mark.parametrize(
    ("chosen", "channels", "lawful"),
    [
        ("email", ["email"], ["email", "sms"]),
        ("sms", ["sms"], ["email", "sms"]),
        ("both", ["email", "sms"], ["email", "sms"]),
        ("none", [], ["email", "sms"]),
    ],
)
def test_the_customer_chooses_the_channel_but_for_what_the_law_wants(
    annas: Ledger, chosen: str, channels: list[str], lawful: list[str]
) -> None:
    annas.db.add(Choice(customer_id=annas.customer.id, reminders=chosen, quiet_from=21, quiet_to=8))
    annas.owe("FV/1", due_on=TODAY)
    annas.owe("FV/2", due_on=TODAY - timedelta(days=3))

    told = remind(annas)

    assert sorted(channel for kind, channel in told if kind == "payment_today") == channels
    assert sorted(channel for kind, channel in told if kind == "payment_notice") == lawful


def test_who_has_no_sms_gets_an_e_mail_instead(annas: Ledger, bartek: Customer) -> None:
    bartek.contact_phone = ""
    for line in annas.db.scalars(select(Line).where(Line.customer_id == bartek.id)):
        line.main = False
    annas.db.add(Choice(customer_id=bartek.id, reminders="sms", quiet_from=21, quiet_to=8))
    barteks = Ledger(annas.db, bartek)
    barteks.owe("FV/1", due_on=TODAY)

    assert remind(barteks) == [("payment_today", "email")]


def test_nobody_is_woken_in_his_quiet_hours(annas: Ledger) -> None:
    night = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw
    annas.owe("FV/1", due_on=TODAY)

    assert remind(annas, night) == []
    (task,) = annas.db.scalars(select(Task).where(Task.kind == reminding.REMIND)).all()

    assert task.due_at == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert remind(annas, task.due_at) == [("payment_today", "email"), ("payment_today", "sms")]


@pytest.mark.parametrize(
    ("quiet", "hour", "expected"),
    [
        ((21, 8), 20, 20),
        ((21, 8), 21, 32),
        ((21, 8), 7, 8),
        ((21, 8), 8, 8),
        ((12, 14), 13, 14),
        ((12, 14), 14, 14),
        ((0, 0), 3, 3),
        ((22, 0), 23, 24),
    ],
)
def test_quiet_hours_may_cross_midnight_or_not(quiet: tuple[int, int], hour: int, expected: int) -> None:
    midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # in Warsaw it is the 24th
    choice = Choice(customer_id=1, reminders="both", quiet_from=quiet[0], quiet_to=quiet[1])

    told = reminding.when_to_tell(choice, midnight + timedelta(hours=hour))

    assert told - midnight == timedelta(hours=expected)


def test_nobody_who_left_and_no_foreign_money_is_reminded(annas: Ledger) -> None:
    annas.owe("EUR/1", due_on=TODAY, currency="EUR")
    assert remind(annas) == []

    annas.owe("FV/1", due_on=TODAY)
    annas.customer.status = "left"

    assert remind(annas) == []


def test_an_invoice_without_a_day_has_no_step() -> None:
    assert reminding.step_of(None, date(2026, 1, 1)) is None


def test_an_invoice_that_is_gone_is_not_told_of(app: Flask, db: Session) -> None:
    jobs.tell(db, {"invoice_id": 12345, "step": "soon"}, now=NOON)

    assert db.scalars(select(Message)).all() == []
