"""The daily look: what agrees is said to agree, and what does not is found."""

from datetime import date

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from selfcare.balance import checking, incoming, jobs, triggers
from selfcare.balance.models import Allocation, Check, Entry, Incoming, Unsettled
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON, make_invoice


def wrong(annas: Ledger) -> dict[str, int]:
    return {check.what: check.wrong for check in checking.check_all(annas.db, now=NOON) if check.wrong}


def file_money(annas: Ledger, grosze: int = 5000) -> Incoming:
    row = Incoming(payment_id="P1", booked_on=TODAY, amount=Money(grosze), customer_id=annas.customer.id)
    annas.db.add(row)
    annas.db.flush()
    incoming.book(annas.db.connection(), now=NOON)
    jobs.settle_waiting(annas.db, now=NOON)
    annas.db.refresh(row)
    return row


def test_an_honest_ledger_agrees(annas: Ledger) -> None:
    annas.owe("FV/1")
    annas.owe("FV/2", left_to_pay=Money(4000))
    annas.owe("FK/1", -500, kind="KOR", left_to_pay=Money())
    annas.receive(7000)
    file_money(annas)

    assert wrong(annas) == {}
    found = {check.what: check.looked_at for check in annas.db.scalars(checking.newest_checks())}
    assert found == {"invoices": 3, "left_to_pay": 3, "overlaid": 6, "both_sides": 6, "incoming": 1, "waiting": 1}


def test_every_disagreement_is_found(annas: Ledger) -> None:
    invoice = annas.owe("FV/1")
    annas.receive(4000)
    row = file_money(annas)
    make_invoice(annas.db, annas.customer, "FV/9")  # never charged
    annas.db.execute(update(Invoice).where(Invoice.id == invoice.id).values(left_to_pay=Money(1)))
    row.amount = Money(1)
    annas.db.add(Incoming(payment_id="P2", booked_on=TODAY, amount=Money(1)))
    entry = annas.entries[0]
    for _ in range(2):
        annas.db.add(
            Allocation(
                customer_id=entry.customer_id,
                credit_id=entry.id,
                debit_id=entry.id,
                amount=entry.amount,
                created_at=NOON,
            )
        )

    assert wrong(annas) == {"invoices": 1, "left_to_pay": 1, "incoming": 1, "waiting": 1, "overlaid": 1}
    newest = {check.what: check.examples for check in annas.db.scalars(checking.newest_checks())}
    assert newest["left_to_pay"] == str(invoice.id)


def test_open_credit_beside_open_debts_is_found_unless_it_waits(annas: Ledger) -> None:
    annas.owe("FV/1")
    facts = {"kind": "payment", "amount": Money(5), "booked_on": TODAY, "source": "x", "created_at": NOON}
    annas.db.add(Entry(customer_id=annas.customer.id, **facts))

    assert wrong(annas) == {"both_sides": 1}
    annas.db.add(Unsettled(customer_id=annas.customer.id))
    assert wrong(annas) == {}


def test_the_job_writes_it_down_every_day(annas: Ledger) -> None:
    for _ in range(2):
        jobs.check(annas.db, now=NOON)

    assert len(annas.db.scalars(select(Check)).all()) == 12
    assert len(annas.db.scalars(checking.newest_checks()).all()) == 6


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("attack", ["UPDATE {} SET amount = 1", "DELETE FROM {}", "TRUNCATE {} CASCADE", "REPLACE"])
def test_the_ledger_can_only_grow(annas: Ledger, table: str, attack: str) -> None:
    annas.owe("FV/1", due_on=date(2026, 1, 1))
    annas.receive(100)
    is_sqlite = annas.db.get_bind().dialect.name == "sqlite"
    if attack.startswith("TRUNCATE") and is_sqlite:
        attack = "DELETE FROM {} WHERE amount > 0"
    if attack == "REPLACE":
        attack = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}" if is_sqlite else "UPDATE {} SET id = id"

    with pytest.raises(DBAPIError, match="append-only"), annas.db.begin_nested():
        annas.db.execute(text(attack.format(table)))
