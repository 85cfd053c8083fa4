from datetime import date

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.home.queries import unpaid_with_sums
from selfcare.home.slip import Slip, slips_of
from selfcare.money import Money
from tests import builders


def slips(db: Session, customer: Customer) -> list[Slip]:
    return slips_of(db.execute(unpaid_with_sums(customer)))


def test_nothing_to_pay_makes_no_slip(db: Session, anna: Customer, bartek: Customer) -> None:
    builders.make_invoice(db, anna, "FV/1", left_to_pay=Money())
    builders.make_invoice(db, anna, "FK/1", left_to_pay=Money(-500))
    builders.make_invoice(db, bartek, "FV/2")

    assert slips(db, anna) == []


def test_a_slip_adds_up_what_is_left_and_begins_with_the_oldest(db: Session, anna: Customer) -> None:
    builders.make_invoice(db, anna, "FV/new", due_on=date(2026, 12, 14), left_to_pay=Money(11489))
    builders.make_invoice(db, anna, "FV/old", due_on=date(2026, 11, 14), left_to_pay=Money(5000))
    builders.make_invoice(db, anna, "FV/undated", due_on=None, left_to_pay=Money(1))

    [slip] = slips(db, anna)

    assert [invoice.number for invoice in slip.invoices] == ["FV/old", "FV/new", "FV/undated"]
    assert (slip.total, slip.count, slip.first.number) == (Money(16490), 3, "FV/old")


def test_currencies_are_never_added_up(db: Session, anna: Customer) -> None:
    builders.make_invoice(db, anna, "FV/eur", due_on=date(2026, 1, 1), currency="EUR", left_to_pay=Money(100))
    builders.make_invoice(db, anna, "FV/chf", due_on=date(2026, 1, 1), currency="CHF", left_to_pay=Money(200))
    builders.make_invoice(db, anna, "FV/pln", left_to_pay=Money(300))

    found = slips(db, anna)

    assert [(slip.currency, slip.total, slip.count) for slip in found] == [
        ("PLN", Money(300), 1),
        ("CHF", Money(200), 1),
        ("EUR", Money(100), 1),
    ]


def test_a_long_slip_lists_a_few_and_counts_the_rest(db: Session, anna: Customer) -> None:
    for number in range(70):
        builders.make_invoice(db, anna, f"FV/{number}", left_to_pay=Money(100))

    [slip] = slips(db, anna)

    assert (slip.total, slip.count, len(slip.listed), slip.more) == (Money(7000), 70, 5, 65)
