"""Finding a customer by what is said on the phone."""

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.staff.searching import MOST, search
from tests.builders import make_customer, make_invoice, make_line
from tests.statements import count_statements


@pytest.fixture
def zoe(db: Session) -> Customer:
    """A name with everything that is hard to type."""
    return make_customer(db, "K-77", name="Zoë Łęcka-Ćwiąkała", email="zoe@example.org", city="Łódź")


def names(db: Session, text: str) -> list[str]:
    return [hit.customer.name for hit in search(db, text)]


@pytest.mark.parametrize(
    "typed",
    ["łęcka", "LECKA", "zoe", "ćwią", "cwiakala zoe", "  Zoë   Łęcka ", "K-77", "zoe@example.org", "ZOE@Example.org"],
)
def test_a_name_is_found_as_people_type_it(db: Session, zoe: Customer, anna: Customer, typed: str) -> None:
    assert names(db, typed) == ["Zoë Łęcka-Ćwiąkała"]


@pytest.mark.parametrize(
    "typed",
    [
        "500 100 200",
        "+48500100200",
        "0048 500-100-200",
        "1002456",
        "anna nowak",
        "FV/2026/11/000117",
        "0200",
        "500100201",
    ],
)
def test_anna_is_found_by_every_number_of_hers(db: Session, anna: Customer, bartek: Customer, typed: str) -> None:
    make_invoice(db, anna, "FV/2026/11/000117")

    assert names(db, typed) == ["Anna Nowak"]


@pytest.mark.parametrize("typed", ["", "a", "%", "_", "%%", "12", "nobody", "500__", "' or 1=1 --", "\\", "9" * 500])
def test_what_means_nobody_finds_nobody(db: Session, anna: Customer, typed: str) -> None:
    assert names(db, typed) == []


def test_a_renamed_customer_is_found_by_the_new_name(db: Session, anna: Customer) -> None:
    anna.name = "Anna Żółkiewska"
    db.flush()

    assert names(db, "zolkiew") == ["Anna Żółkiewska"]
    assert names(db, "nowak") == []


def test_a_number_that_moved_on_is_its_new_holders(db: Session, anna: Customer, bartek: Customer) -> None:
    from tests.builders import NOON  # noqa: PLC0415

    make_line(db, anna, "+48500100999", ended_at=NOON, status="ended")
    make_line(db, bartek, "+48500100999")

    assert names(db, "500100999") == [bartek.name]


def test_a_list_ends_after_a_page_and_takes_one_statement(db: Session) -> None:
    for number in range(MOST + 5):
        make_customer(db, f"C{number}", name=f"Jan Kowalski {number:02}")
    db.flush()

    with count_statements() as asked:
        found = search(db, "kowalski")

    assert len(found) == MOST + 1
    assert len(asked) == 1
    assert [hit.customer.name for hit in found] == sorted(hit.customer.name for hit in found)
