"""The page that compares a bill with the one before it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests import builders
from tests.browser import Browser
from tests.invoices.reception import received
from tests.invoices.xml import SUBSCRIPTIONS, row
from tests.statements import MOST_PER_PAGE, count_statements

EXTRA = row("Numery specjalne, 1–30 listopada", "4.92", index="500100200", number=4)


def two_bills(db: Session, anna: Customer) -> tuple[int, int]:
    older = received(db, anna, number="FV/2026/10/1", issued_on="2026-10-01", total="114.97")
    newer = received(
        db, anna, number="FV/2026/11/1", issued_on="2026-11-01", rows=(*SUBSCRIPTIONS, EXTRA), total="119.89"
    )
    return older.id, newer.id


def test_each_difference_has_its_cause_and_leads_to_what_it_was_for(
    reader: Browser, db: Session, anna: Customer
) -> None:
    _older, newer = two_bills(db, anna)

    reader.open(f"/invoices/{newer}")
    assert f"/invoices/{newer}/compare" in reader.links()
    reader.open(f"/invoices/{newer}/compare")

    for said in ("Why is this bill different?", "4.92 zł more", "special numbers and premium SMS", "+4.92 zł"):
        assert said in reader.text
    assert f"/invoices/{newer}/usage/0?paid_only=1" in reader.links()
    assert "Listek Net 100" in reader.text


def test_the_first_invoice_has_nothing_before_it(reader: Browser, db: Session, anna: Customer) -> None:
    older, _newer = two_bills(db, anna)

    assert "Nothing to compare with" in reader.open(f"/invoices/{older}/compare").text


def test_a_correction_says_itself_what_it_changes(reader: Browser, db: Session, anna: Customer) -> None:
    correction = builders.make_invoice(db, anna, "FK/1", kind="KOR", issued_on=date(2026, 12, 1))

    reader.open(f"/invoices/{correction.id}/compare", status=404)


def test_somebody_elses_invoices_are_not_compared(
    reader: Browser, db: Session, anna: Customer, bartek: Customer
) -> None:
    theirs = builders.make_invoice(db, bartek, "FV/9")

    reader.open(f"/invoices/{theirs.id}/compare", status=404)
    reader.open(f"/invoices/{theirs.id}/usage/0", status=404)


def test_the_comparison_asks_little(reader: Browser, db: Session, anna: Customer) -> None:
    _older, newer = two_bills(db, anna)

    with count_statements() as sent:
        reader.open(f"/invoices/{newer}/compare")

    assert len(sent) <= MOST_PER_PAGE, sent


def test_each_number_leads_to_what_it_was_used_for(reader: Browser, db: Session, anna: Customer) -> None:
    _older, newer = two_bills(db, anna)
    second = db.scalars(select(Line.id).where(Line.msisdn == "+48500100201")).one()

    reader.open(f"/invoices/{newer}/usage/1", status=303)

    assert reader.response.location == f"/billing/{second}?period={newer}"
    reader.open(f"/invoices/{newer}/usage/1?paid_only=1", status=303)
    assert reader.response.location == f"/billing/{second}?period={newer}&paid_only=1"
    reader.open(f"/invoices/{newer}/usage/99", status=303)
    assert reader.response.location == "/billing"
