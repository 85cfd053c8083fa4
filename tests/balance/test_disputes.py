"""A disputed amount waits for its answer if the rest is paid (art. 382)."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from selfcare.balance import jobs
from selfcare.balance.arrears import Stage, standing
from selfcare.balance.disputes import dispute
from selfcare.balance.models import Reminder, Step
from selfcare.brand import Dues
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from selfcare.outbox.worker import drain
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON

LATE = date(2026, 11, 10)


@pytest.fixture
def invoice(annas: Ledger) -> Invoice:
    return annas.owe("FV/1", 10000, due_on=LATE)


def steps(annas: Ledger) -> list[tuple[str, int]]:
    rows = annas.db.execute(select(Reminder.step, Reminder.on).order_by(Reminder.id)).all()
    return [(step, (on - TODAY).days) for step, on in rows]


def test_nobody_is_called_on_while_all_that_is_left_is_disputed(annas: Ledger, invoice: Invoice) -> None:
    annas.receive(8000)
    dispute(annas.db, invoice, Money(2000), today=TODAY)

    jobs.remind(annas.db, now=NOON)

    stands = standing(annas.db, annas.customer, TODAY, Dues())
    assert (steps(annas), stands.late, stands.disputed) == ([], None, Money(2000))
    assert stands.balance == Money(-2000)


def test_of_an_unpaid_rest_only_the_undisputed_part_is_told(annas: Ledger, invoice: Invoice) -> None:
    dispute(annas.db, invoice, Money(2000), today=TODAY)

    jobs.remind(annas.db, now=NOON)
    jobs.tell(annas.db, {"invoice_id": invoice.id, "step": "notice"}, now=NOON)

    told = annas.db.scalars(select(Task.facts).where(Task.kind == "notifications.deliver")).all()
    assert [json.loads(facts)["facts"]["amount"] for facts in told] == [8000, 8000]
    late = standing(annas.db, annas.customer, TODAY, Dues()).late
    assert late is not None
    assert (late.amount, late.stage) == (Money(8000), Stage.NOTICE)


def test_a_reminder_on_its_way_waits_too(annas: Ledger, invoice: Invoice) -> None:
    jobs.remind(annas.db, now=NOON)
    dispute(annas.db, invoice, Money(10000), today=TODAY)

    drain(annas.db, now=NOON)

    assert annas.db.scalars(select(Message)).all() == []


def test_after_the_answer_the_days_are_counted_anew(annas: Ledger, invoice: Invoice) -> None:
    jobs.remind(annas.db, now=NOON)
    dispute(annas.db, invoice, Money(10000), today=TODAY)
    for days in range(1, 30):
        jobs.remind(annas.db, now=NOON + timedelta(days=days))
    answered = TODAY + timedelta(days=30)

    dispute(annas.db, invoice, Money(), today=answered)
    for days in range(30, 50):
        jobs.remind(annas.db, now=NOON + timedelta(days=days))

    assert steps(annas) == [(Step.NOTICE, 0), (Step.LAST_NOTICE, 44)]
    late = standing(annas.db, annas.customer, answered + timedelta(days=7), Dues()).late
    assert late is not None
    assert (late.stage, late.timeline[0].on) == (Stage.RESTRICTED, answered)


def test_a_dispute_that_held_nothing_moves_no_day(annas: Ledger, invoice: Invoice) -> None:
    jobs.remind(annas.db, now=NOON)
    dispute(annas.db, invoice, Money(1), today=TODAY)

    dispute(annas.db, invoice, Money(), today=TODAY + timedelta(days=20))

    late = standing(annas.db, annas.customer, TODAY + timedelta(days=20), Dues()).late
    assert late is not None
    assert (late.stage, late.amount) == (Stage.SUSPENDED, Money(10000))


def test_what_is_disputed_is_never_more_than_what_is_left(annas: Ledger, invoice: Invoice) -> None:
    dispute(annas.db, invoice, Money(50000), today=TODAY)
    assert (invoice.waits_for_answer, invoice.undisputed, invoice.is_held) == (Money(10000), Money(), True)

    annas.receive(10000)

    assert (invoice.waits_for_answer, invoice.undisputed, invoice.is_held) == (Money(), Money(), False)
