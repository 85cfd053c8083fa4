"""What an invoice says of itself counts once, whether the money is shown before, after or never."""

from datetime import date, timedelta
from typing import Any

import pytest

from selfcare.balance import actions
from selfcare.balance.models import Kind
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.balance.ledger import Ledger
from tests.builders import NOON

PAID = date(2026, 10, 20)


def paid(annas: Ledger, number: str = "FV/1") -> Invoice:
    return annas.owe(number, 10000, left_to_pay=Money(), paid_on=PAID)


def test_an_invoice_that_says_it_is_paid_owes_nothing(annas: Ledger) -> None:
    invoice = paid(annas)

    assert (annas.balance, invoice.left_to_pay, invoice.paid_on) == (0, Money(), PAID)
    assert [(entry.kind, entry.is_declared) for entry in annas.entries] == [
        (Kind.CHARGE, False),
        (Kind.PAYMENT, True),
    ]


@pytest.mark.parametrize("is_shown_first", [False, True])
@pytest.mark.parametrize(("title", "days"), [("FV/1", -2), ("za FV/1", 3), ("", 0)])
def test_the_money_itself_takes_its_place(annas: Ledger, title: str, days: int, *, is_shown_first: bool) -> None:
    def show() -> None:
        annas.receive(10000, title, on=PAID + timedelta(days=days))

    if is_shown_first:
        show()
    invoice = paid(annas)
    if not is_shown_first:
        show()

    assert (annas.balance, invoice.left_to_pay) == (0, Money())
    assert invoice.paid_on == PAID + timedelta(days=days)
    assert sum(entry.amount.grosze for entry in annas.entries if entry.kind == Kind.PAYMENT) == 20000
    assert [entry.amount for entry in annas.entries if entry.kind == Kind.REVERSAL] == [Money(-10000)]


@pytest.mark.parametrize(("title", "days", "grosze"), [("FV/1", 4, 10000), ("", 1, 10000), ("", 0, 9999)])
def test_other_money_is_credit(annas: Ledger, title: str, days: int, grosze: int) -> None:
    paid(annas)

    annas.receive(grosze, title, on=PAID + timedelta(days=days))

    assert annas.balance == grosze


def test_a_part_of_it_takes_the_place_of_a_part(annas: Ledger) -> None:
    invoice = paid(annas)

    annas.receive(4000, "FV/1", on=PAID)
    annas.receive(8000, "FV/1", on=PAID)

    assert annas.balance == 2000
    assert invoice.left_to_pay == Money()


def test_one_payment_counts_for_one_declaration(annas: Ledger) -> None:
    annas.receive(10000, "", on=PAID)

    paid(annas, "FV/1")
    paid(annas, "FV/2")

    assert annas.balance == 0  # the second is believed: nobody showed us its money


def test_money_that_had_paid_something_else_leaves_that_open(annas: Ledger) -> None:
    other = annas.owe("FV/0", 10000, due_on=date(2026, 9, 1))
    annas.receive(10000, "FV/1", on=PAID)
    assert other.left_to_pay == Money()

    invoice = paid(annas)

    assert annas.balance == -10000
    assert other.left_to_pay + invoice.left_to_pay == Money(10000)


def test_what_is_part_paid_is_owed_in_part(annas: Ledger) -> None:
    invoice = annas.owe("FV/1", 10000, left_to_pay=Money(4000))

    assert annas.balance == -4000
    annas.receive(6000, "FV/1", on=invoice.issued_on)

    assert annas.balance == -4000
    assert invoice.is_part_paid


def test_a_correction_that_was_paid_back_is_no_credit(annas: Ledger) -> None:
    annas.owe("FK/1", -3000, kind="KOR", left_to_pay=Money(), paid_on=PAID)

    assert annas.balance == 0
    assert {entry.kind for entry in annas.entries} == {Kind.CORRECTION, Kind.PAYOUT}


def test_reversed_money_is_no_sign_of_anything(annas: Ledger) -> None:
    entry = annas.receive(10000, "FV/1", on=PAID)
    actions.reverse(annas.db, entry, reason="", now=NOON)

    invoice = paid(annas)

    assert (annas.balance, invoice.left_to_pay) == (0, Money())


def deduct(annas: Ledger, *, to_pay: int = 7000, **facts: Any) -> Invoice:
    """An invoice of 100 zł that took earlier credit off."""
    left = Money(max(to_pay, 0))
    return annas.owe("FV/2", 10000, to_pay=Money(to_pay), left_to_pay=left, issued_on=PAID, **facts)


@pytest.mark.parametrize("is_correction_first", [False, True])
def test_credit_that_an_invoice_took_off_counts_once(annas: Ledger, *, is_correction_first: bool) -> None:
    def correct() -> None:
        annas.owe("FK/1", -3000, kind="KOR", left_to_pay=Money(), issued_on=PAID - timedelta(days=9))

    if is_correction_first:
        correct()
    invoice = deduct(annas)
    if not is_correction_first:
        correct()
        actions.book(annas.db, [annas.customer.id], now=NOON)

    assert (annas.balance, invoice.left_to_pay) == (-7000, Money(7000))


def test_what_it_took_off_is_believed_where_we_know_of_no_credit(annas: Ledger) -> None:
    invoice = deduct(annas)

    assert (annas.balance, invoice.left_to_pay) == (-7000, Money(7000))
    annas.receive(7000, "FV/2")
    assert annas.balance == 0


def test_later_credit_is_another(annas: Ledger) -> None:
    deduct(annas)

    annas.receive(9000, on=PAID + timedelta(days=1))

    assert annas.balance == 2000


def test_more_may_be_taken_off_than_there_was_to_pay(annas: Ledger) -> None:
    invoice = deduct(annas, to_pay=-5000)

    assert (annas.balance, invoice.left_to_pay) == (5000, Money())


def test_a_correction_that_was_settled_elsewhere_is_nothing(annas: Ledger) -> None:
    annas.owe("FK/1", -3000, kind="KOR", to_pay=Money(), left_to_pay=Money())

    assert annas.balance == 0
    assert annas.entries == []
