"""What money pays: the invoices that it names, then the oldest due; the rest lowers the next."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from selfcare.balance import actions, queries
from selfcare.balance.actions import AlreadyGivenBack, NotEnoughCredit
from selfcare.balance.models import Kind, Method
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON, make_invoice

EARLY, LATE = date(2026, 9, 14), date(2026, 10, 14)


def test_an_invoice_is_owed_once(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", 10000)

    actions.charge(annas.db, invoice, now=NOON)

    assert annas.balance == -10000
    assert [(entry.kind, entry.number, entry.due_on) for entry in annas.entries] == [
        (Kind.CHARGE, "FV/1", date(2026, 12, 14))
    ]


def test_money_pays_the_oldest_due_first(annas: Ledger) -> None:
    late, early = annas.owe("FV/2", due_on=LATE), annas.owe("FV/1", due_on=EARLY)

    annas.receive(12000)

    assert (early.left_to_pay, late.left_to_pay) == (Money(), Money(8000))
    assert (early.paid_on, late.paid_on) == (TODAY, None)


@pytest.mark.parametrize("title", ["Opłata za fv/2/2026", "FV/2 /20\n26 Anna Nowak", "1002456, FV/2/2026."])
def test_money_whose_title_names_an_invoice_pays_that_one(annas: Ledger, title: str) -> None:
    early, late = annas.owe("FV/1/2026", due_on=EARLY), annas.owe("FV/2/2026", due_on=LATE)

    annas.receive(10000, title)

    assert (early.left_to_pay, late.left_to_pay) == (Money(10000), Money())


@pytest.mark.parametrize("title", ["FV/2/20261", "1FV/2/2026", "A/FV/2/2026", "FV/2/2026/K", "za internet 2026"])
def test_a_part_of_another_number_names_nothing(annas: Ledger, title: str) -> None:
    early, _late = annas.owe("FV/1/2026", due_on=EARLY), annas.owe("FV/2/2026", due_on=LATE)

    annas.receive(10000, title)

    assert early.left_to_pay == Money()


def test_money_for_chosen_invoices_pays_those(annas: Ledger) -> None:
    early, late = annas.owe("FV/1", due_on=EARLY), annas.owe("FV/2", due_on=LATE)

    annas.receive(10000, for_invoices=[late])

    assert (early.left_to_pay, late.left_to_pay) == (Money(10000), Money())


def test_the_rest_is_credit_and_lowers_the_next_invoice(annas: Ledger) -> None:
    annas.owe("FV/1", 10000)
    annas.receive(13000)

    assert actions.free_credit(annas.db, annas.customer) == Money(3000)
    following = annas.owe("FV/2", 10000)

    assert following.left_to_pay == Money(7000)
    assert following.is_part_paid
    assert annas.balance == -7000


def test_money_for_a_paid_invoice_is_credit(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", 10000)
    annas.receive(10000, "FV/1")

    annas.receive(10000, "FV/1", for_invoices=[invoice])

    assert annas.balance == 10000
    assert invoice.left_to_pay == Money()


def test_the_same_money_told_twice_is_one(annas: Ledger) -> None:
    annas.owe("FV/1", 10000)

    first, second = (annas.receive(4000, source="payment:1") for _ in range(2))

    assert first is second
    assert annas.balance == -6000


def test_a_correction_lowers_what_it_corrects(annas: Ledger) -> None:
    early, late = annas.owe("FV/1", due_on=EARLY), annas.owe("FV/2", due_on=LATE)
    from selfcare.invoices.models import Corrected  # noqa: PLC0415

    correction = annas.owe(
        "FK/1",
        -3000,
        kind="KOR",
        left_to_pay=Money(),
        corrected=[Corrected(number="FV/2", issued_on=None)],
    )

    assert (early.left_to_pay, late.left_to_pay) == (Money(10000), Money(7000))
    assert correction.left_to_pay == Money()
    assert annas.entries[0].kind == Kind.CORRECTION


def test_a_correction_of_a_paid_invoice_is_credit_and_one_upwards_is_owed(annas: Ledger) -> None:
    annas.owe("FV/1")
    annas.receive(10000)

    annas.owe("FK/1", -3000, kind="KOR", left_to_pay=Money())
    assert annas.balance == 3000
    upwards = annas.owe("FK/2", 5000, kind="KOR")

    assert annas.balance == -2000
    assert upwards.left_to_pay == Money(2000)


def test_other_currencies_stay_outside(annas: Ledger) -> None:
    invoice = annas.owe("EUR/1", currency="EUR")

    annas.receive(5000)

    assert invoice.left_to_pay == Money(10000)
    assert annas.balance == 5000


def test_a_reversed_payment_opens_again_what_it_paid(annas: Ledger) -> None:
    invoice = annas.owe("FV/1")
    entry = annas.receive(12000)

    back = actions.reverse(annas.db, entry, reason="Not ours", now=NOON)

    assert (back.kind, back.title, back.amount) == (Kind.REVERSAL, "Not ours", Money(-12000))
    assert (invoice.left_to_pay, invoice.paid_on) == (Money(10000), None)
    assert annas.balance == -10000
    assert actions.reverse(annas.db, entry, reason="Again", now=NOON) is back


def test_other_credit_takes_the_place_of_a_reversed_payment(annas: Ledger) -> None:
    invoice = annas.owe("FV/1")
    entry = annas.receive(10000)
    annas.receive(4000)

    actions.reverse(annas.db, entry, reason="Not ours", now=NOON)

    assert invoice.left_to_pay == Money(6000)
    assert annas.balance == -6000


def test_a_reversed_charge_leaves_credit(annas: Ledger) -> None:
    annas.owe("FV/1")
    annas.receive(10000)
    (charge,) = (entry for entry in annas.entries if entry.kind == Kind.CHARGE)

    actions.reverse(annas.db, charge, reason="By mistake", now=NOON)

    assert annas.balance == 10000
    assert actions.free_credit(annas.db, annas.customer) == Money(10000)


def test_a_refund_takes_free_credit_first(annas: Ledger) -> None:
    invoice = annas.owe("FV/1")
    entry = annas.receive(15000)
    facts = {"title": "", "booked_on": TODAY, "now": NOON}

    actions.give_back(annas.db, entry, Money(5000), source="refund:1", **facts)  # type: ignore[arg-type]
    assert (invoice.left_to_pay, annas.balance) == (Money(), 0)
    actions.give_back(annas.db, entry, Money(4000), source="refund:2", **facts)  # type: ignore[arg-type]
    actions.give_back(annas.db, entry, Money(4000), source="refund:2", **facts)  # type: ignore[arg-type]

    assert (invoice.left_to_pay, annas.balance) == (Money(4000), -4000)
    with pytest.raises(AlreadyGivenBack):
        actions.give_back(annas.db, entry, Money(6001), source="refund:3", **facts)  # type: ignore[arg-type]


def test_credit_is_paid_out_once_and_never_more_than_there_is(annas: Ledger) -> None:
    annas.receive(5000)
    facts = {"title": "", "booked_on": TODAY, "now": NOON}

    with pytest.raises(NotEnoughCredit):
        actions.pay_out(annas.db, annas.customer, Money(5001), source="payout:1", **facts)  # type: ignore[arg-type]
    for _ in range(2):
        actions.pay_out(annas.db, annas.customer, Money(5000), source="payout:1", **facts)  # type: ignore[arg-type]

    assert annas.balance == 0
    assert annas.owe("FV/1").left_to_pay == Money(10000)


def test_what_a_payment_paid_can_be_told(annas: Ledger) -> None:
    annas.owe("FV/1", 10000, due_on=EARLY)
    annas.owe("FV/2", 10000, due_on=LATE)

    entry = annas.receive(15000)

    paid = annas.db.execute(queries.paid_by(entry)).all()
    assert [(charge.number, amount) for charge, amount in paid] == [("FV/1", Money(10000)), ("FV/2", Money(5000))]
    assert (entry.method, entry.is_credit, entry.is_declared) == (Method.ONLINE, True, False)


def test_overdue_is_what_should_have_been_paid_before_today(annas: Ledger) -> None:
    overdue = annas.owe("FV/1", due_on=EARLY)
    annas.owe("FV/2", due_on=TODAY)
    annas.owe("EUR/1", due_on=EARLY, currency="EUR")

    assert list(annas.db.scalars(queries.overdue_of(annas.customer, TODAY))) == [overdue]


def test_nobody_pays_for_somebody_else(db: Session, annas: Ledger, bartek: Customer) -> None:
    barteks = Ledger(db, bartek)
    invoice = barteks.owe("FV/1")

    annas.receive(10000, "FV/1")

    assert invoice.left_to_pay == Money(10000)
    assert (annas.balance, barteks.balance) == (10000, -10000)


def test_settling_again_changes_nothing(db: Session, annas: Ledger) -> None:
    invoice = annas.owe("FV/1")
    annas.receive(4000)

    actions.settle(db, [annas.customer], now=NOON)

    assert invoice.left_to_pay == Money(6000)
    assert make_invoice(db, annas.customer, "FV/9").left_to_pay == Money(11489)  # never charged: not touched
