"""Finding customers, and what one customer knows."""

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.customers.queries import customer_numbered, customers_with_email
from tests.builders import make_customer


def test_an_address_is_found_however_it_was_typed(db: Session, anna: Customer, bartek: Customer) -> None:
    assert db.scalars(customers_with_email(" Anna@Example.ORG ")).all() == [anna]


def test_everybody_with_an_address_is_found(db: Session, anna: Customer) -> None:
    other = make_customer(db, "3", email="anna@example.org")

    assert set(db.scalars(customers_with_email("anna@example.org"))) == {anna, other}


def test_a_number_is_one_customers(db: Session, anna: Customer, bartek: Customer) -> None:
    assert db.scalars(customer_numbered("1002457")).one() == bartek
    assert db.scalars(customer_numbered("nobody")).one_or_none() is None


def test_a_language_chosen_here_wins_over_the_operators() -> None:
    assert Customer(language="pl", chosen_language=None).speaks == "pl"
    assert Customer(language="pl", chosen_language="en").speaks == "en"


@pytest.mark.parametrize(("status", "may"), [("active", True), ("blocked", False), ("left", False)])
def test_only_active_customers_may_sign_in(status: str, may: bool) -> None:  # noqa: FBT001  # a parameter of the test
    assert Customer(status=status).may_sign_in is may
