"""What is about to be paid."""

from datetime import date

import pytest

from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.choice import (
    AmountChanged,
    AmountOutOfBounds,
    Choice,
    NothingToPay,
    Share,
    chosen_from,
    overdue_among,
)

OLD = Invoice(id=1, number="A/1", left_to_pay=Money(5000), due_on=date(2026, 10, 14))
NEW = Invoice(id=2, number="A/2", left_to_pay=Money(11489), due_on=date(2026, 12, 14))


def test_pays_what_is_left_of_each_invoice() -> None:
    choice = chosen_from([OLD, NEW], [2, 1, 99])

    assert choice.amount == Money(16489)
    assert choice.shares == [Share(OLD, Money(5000)), Share(NEW, Money(11489))]


def test_a_smaller_amount_goes_to_the_oldest_first() -> None:
    choice = Choice((OLD, NEW), Money(6000))

    assert choice.shares == [Share(OLD, Money(5000)), Share(NEW, Money(1000))]


def test_a_larger_amount_is_for_what_comes() -> None:
    choice = Choice((OLD,), Money(6000))

    assert choice.shares == [Share(OLD, Money(5000)), Share(None, Money(1000))]


def test_the_title_is_the_invoices_number_if_there_is_one() -> None:
    assert Choice((OLD,)).title("1002456") == "A/1"
    assert Choice((OLD, NEW)).title("1002456") == "1002456"
    assert Choice((), Money(100)).title("1002456") == "1002456"


def test_finds_what_is_overdue() -> None:
    assert overdue_among([OLD, NEW], date(2026, 11, 25)).invoices == (OLD,)


def test_what_is_paid_meanwhile_cannot_be_paid() -> None:
    with pytest.raises(NothingToPay):
        Choice(()).check(Money(11489))


def test_nobody_pays_an_amount_that_he_has_not_seen() -> None:
    with pytest.raises(AmountChanged):
        Choice((NEW,)).check(Money(10000))


@pytest.mark.parametrize("grosze", [0, 99, 100_000_01])
def test_an_amount_has_bounds(grosze: int) -> None:
    with pytest.raises(AmountOutOfBounds):
        Choice((NEW,), Money(grosze)).check(Money(grosze))


def test_an_amount_within_the_bounds_is_fine() -> None:
    Choice((NEW,), Money(100)).check(Money(100))
