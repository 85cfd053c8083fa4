"""Whatever happens in whatever order: the sum is the balance, invoices agree with the ledger, nothing is doubled."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.balance import actions, queries
from selfcare.balance.actions import AlreadyGivenBack, NotEnoughCredit
from selfcare.balance.models import Allocation, Entry, Kind
from selfcare.balance.settling import open_entries
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.balance.ledger import Ledger
from tests.builders import NOON, make_customer

START = date(2026, 9, 1)
_few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_grosze = st.integers(1, 30) | st.sampled_from([100, 250])


@dataclass(frozen=True)
class Step:
    """One thing that happens; `which` chooses among what is there."""

    what: str
    grosze: int
    which: int
    is_repeated: bool


_steps = st.builds(
    Step,
    st.sampled_from(
        ["owe", "owe", "owe_part_paid", "correct", "receive", "receive", "receive_named", "reverse", "refund", "payout"]
    ),
    _grosze,
    st.integers(0, 9),
    st.booleans(),
)


class History:
    """Does steps, and counts apart what the balance should be."""

    def __init__(self, db: Session, customer: Customer) -> None:
        self.ledger = Ledger(db, customer)
        self.db = db
        self.balance = 0
        self.number = 0

    def do(self, step: Step) -> None:
        self.number += 1
        for _ in range(2 if step.is_repeated else 1):
            self._once(step)

    def _once(self, step: Step) -> None:
        match step.what:
            case "owe" | "owe_part_paid" | "correct":
                self._owe(step)
            case "receive" | "receive_named":
                title = f"FV/{step.which:03d}" if step.what == "receive_named" else ""
                known = self._known(f"money:{self.number}")
                self.ledger.receive(
                    step.grosze, title, source=f"money:{self.number}", on=self._day(step) + timedelta(60)
                )
                self.balance += 0 if known else step.grosze
            case _:
                self._take_back(step)

    def _owe(self, step: Step) -> None:
        if self.db.scalar(select(Invoice).where(Invoice.number == f"FV/{self.number:03d}")):
            invoice = self.db.scalars(select(Invoice).where(Invoice.number == f"FV/{self.number:03d}")).one()
            actions.charge(self.db, invoice, now=NOON)
            return
        sign = -1 if step.what == "correct" else 1
        left = {"correct": 0, "owe": step.grosze, "owe_part_paid": step.grosze // 2}[step.what]
        self.ledger.owe(
            f"FV/{self.number:03d}",
            sign * step.grosze,
            left_to_pay=Money(left),
            kind="KOR" if sign < 0 else "VAT",
            due_on=self._day(step),
            issued_on=START,
        )
        self.balance -= left if sign > 0 else -step.grosze

    def _take_back(self, step: Step) -> None:
        entries = [entry for entry in self.ledger.entries if entry.kind == Kind.PAYMENT and not entry.is_declared]
        source = f"back:{self.number}"
        known = self._known(source)
        try:
            if step.what == "payout":
                amount = Money(step.grosze)
                actions.pay_out(
                    self.db, self.ledger.customer, amount, source=source, title="", booked_on=START, now=NOON
                )
                self.balance -= 0 if known else step.grosze
            elif entries:
                entry = entries[step.which % len(entries)]
                before = self.ledger.balance
                if step.what == "reverse":
                    actions.reverse(self.db, entry, reason="", now=NOON)
                    self.balance += self.ledger.balance - before
                else:
                    amount = Money(step.grosze)
                    actions.give_back(self.db, entry, amount, source=source, title="", booked_on=START, now=NOON)
                    self.balance -= 0 if known else step.grosze
        except (AlreadyGivenBack, NotEnoughCredit):
            assert not known

    def _known(self, source: str) -> bool:
        return self.db.scalar(queries.entry_from(source)) is not None

    def _day(self, step: Step) -> date:
        return START + timedelta(days=step.which)


def look(db: Session, ledger: Ledger) -> None:
    """The promises of ADR 0020."""
    opened = db.execute(open_entries([ledger.customer.id])).all()
    credit = sum(left.grosze for entry, left in opened if entry.is_credit)
    debit = sum(left.grosze for entry, left in opened if not entry.is_credit)
    assert all(left > Money() for _entry, left in opened)
    assert ledger.balance == credit - debit
    assert not (credit and debit)
    paid_out = sum(
        left.grosze for entry, left in opened if entry.kind == Kind.PAYOUT
    )  # what it was made of was taken back
    assert ledger.left == debit - paid_out
    for invoice in db.scalars(select(Invoice).where(Invoice.customer_id == ledger.customer.id)):
        left = {entry.invoice_id: left for entry, left in opened if entry.kind in {Kind.CHARGE, Kind.CORRECTION}}
        assert invoice.left_to_pay == (left.get(invoice.id, Money()) if invoice.to_pay > Money() else Money())
    pairs = select(func.sum(Allocation.amount)).group_by(Allocation.credit_id, Allocation.debit_id)
    assert all(amount >= Money() for amount in db.scalars(pairs))
    assert len(set(db.scalars(select(Entry.source)))) == db.scalar(select(func.count()).select_from(Entry))


@_few
@given(steps=st.lists(_steps, max_size=14))
def test_a_random_history_adds_up(db: Session, steps: list[Step]) -> None:
    with db.begin_nested() as undo:
        history = History(db, make_customer(db, "777"))

        for step in steps:
            history.do(step)

        assert history.ledger.balance == history.balance
        look(db, history.ledger)
        undo.rollback()


@_few
@given(steps=st.lists(_steps.filter(lambda step: step.what in {"owe", "receive", "correct"}), max_size=8))
def test_the_order_does_not_matter_to_what_is_owed(db: Session, steps: list[Step]) -> None:
    """Which invoice is paid may; how much is left in all may not."""
    found = set()
    for order in (steps, list(reversed(steps)), sorted(steps, key=lambda step: (step.what, step.grosze))):
        with db.begin_nested() as undo:
            history = History(db, make_customer(db, "777"))
            for step in order:
                history.do(step)
            look(db, history.ledger)
            found.add((history.ledger.balance, history.ledger.left))
            undo.rollback()

    assert len(found) == 1
