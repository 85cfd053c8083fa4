"""Any permutation and repetition of what a company may tell ends in the same state, and in the same ledger."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.balance.models import Entry
from selfcare.balance.models import Kind as EntryKind
from selfcare.balance.queries import balance_of
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.outbox.worker import drain
from selfcare.payments import actions, jobs
from selfcare.payments.choice import Choice
from selfcare.payments.gateway import AwaitingApp, Kind, Method
from selfcare.payments.models import Payment, State
from tests.builders import NOON
from tests.payments.company import Company, event_for, order_of
from tests.payments.conftest import owed

PENDING, PAID, FAILED = "pending", "paid", "failed"
STEPS = (
    *("pending", "paid", "paid, to be confirmed", "failed"),
    *("wrong amount", "wrong currency", "another order", "forged reference", "another company"),
    *("our answer is written", "we look", "time passes", "the worker works"),
)
HONEST = {"pending": Kind.PENDING, "paid": Kind.PAID, "failed": Kind.FAILED}
_keys = count()

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class World:
    """One payment of one invoice, and all that may happen to it."""

    def __init__(self, db: Session, company: Company, customer: Customer, invoice: Invoice) -> None:
        self.db, self.company, self.now = db, company, NOON
        self.payment, _ = actions.start_payment(
            db,
            customer,
            Choice((invoice,), Money(11489)),
            company=company.name,
            method=Method.BLIK,
            form_key=str(next(_keys)),
            now=NOON,
        )
        db.flush()
        self.amount, self.reference, self.id = self.payment.amount, self.payment.reference, self.payment.id
        self.customer = customer

    def happen(self, step: str) -> None:
        if step == "our answer is written":
            self._answered()
        elif step == "we look":
            jobs.ask_about_stuck(self.db, now=self.now)
            drain(self.db, now=self.now)
        elif step == "time passes":
            self.now += timedelta(minutes=7)
        elif step == "the worker works":
            drain(self.db, now=self.now)
        else:
            self._tell(step)

    @property
    def state(self) -> State:
        return State(self.db.get_one(Payment, self.id).state)

    def booked(self) -> list[Money]:
        query = select(Entry.amount).where(Entry.kind == EntryKind.PAYMENT, Entry.source == f"payment:{self.reference}")
        return list(self.db.scalars(query))

    def _answered(self) -> None:
        payment = self.db.get_one(Payment, self.id)
        actions.note_started(payment, AwaitingApp(NOON + timedelta(minutes=2), order_of(self.reference)), now=self.now)

    def _tell(self, step: str) -> None:
        wrong = {
            "wrong amount": event_for(self.reference, Kind.PAID, Money(1)),
            "wrong currency": event_for(self.reference, Kind.PAID, self.amount, currency="EUR"),
            "another order": event_for(self.reference, Kind.PENDING, Money(2), order_id="OTHER"),
            "forged reference": event_for("0" * 32, Kind.PAID, self.amount),
            "paid, to be confirmed": event_for(self.reference, Kind.PAID, self.amount, must_confirm=True),
        }
        company = "przelewy24" if step == "another company" else self.company.name
        event = wrong.get(step) or event_for(self.reference, HONEST.get(step, Kind.PAID), self.amount)
        actions.note_event(self.db, company, event, now=self.now, today=self.now.date())


@few
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14))
def test_whatever_is_told_nothing_is_doubled_and_nothing_is_lost(
    db: Session, anna: Customer, company: Company, steps: list[str]
) -> None:
    world = World(db, company, anna, owed(db, anna, f"FV/{next(_keys)}", total=Money(11489)))
    before = db.scalar(balance_of(anna)) or Money()

    for step in steps:
        world.happen(step)
    drain(db, now=world.now)

    was_paid = "paid" in steps or "paid, to be confirmed" in steps
    assert (world.state == State.PAID) == was_paid
    assert world.booked() == ([world.amount] if was_paid else [])
    assert (db.scalar(balance_of(anna)) or Money()) - before == (world.amount if was_paid else Money())
    assert db.scalar(select(func.sum(Entry.amount)).where(Entry.customer_id == anna.id)) == db.scalar(balance_of(anna))


@pytest.mark.parametrize("last", [PAID, FAILED, PENDING])
@few
@given(data=st.data())
def test_the_same_news_in_any_order_ends_in_the_same_state(
    db: Session, anna: Customer, company: Company, last: str, data: st.DataObject
) -> None:
    honest = {PAID: ["pending", "paid", "failed"], FAILED: ["pending", "failed"], PENDING: ["pending"]}[last]
    steps = data.draw(st.permutations([*honest * 2, "our answer is written", "wrong amount"]))
    world = World(db, company, anna, owed(db, anna, f"FV/{next(_keys)}", total=Money(11489)))

    for step in steps:
        world.happen(step)

    assert world.state == State(last)
