"""Arrears and credit on the pages that everybody looks at."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.balance import actions
from selfcare.balance.models import Reminder, Step
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import NOON, make_invoice
from tests.invoices.xml import invoice_xml
from tests.statements import MOST_PER_PAGE, count_statements


@pytest.fixture(autouse=True)
def _english(anna: Customer) -> None:
    anna.chosen_language = "en"


def owe(db: Session, anna: Customer, *, notice_days_ago: int | None = None) -> None:
    today = clock.today()
    invoice = make_invoice(db, anna, "FV/1", due_on=today - timedelta(days=40))
    actions.charge(db, invoice, now=NOON)
    if notice_days_ago is not None:
        on = today - timedelta(days=notice_days_ago)
        db.add(Reminder(invoice_id=invoice.id, customer_id=anna.id, step=Step.NOTICE, on=on))


@pytest.mark.parametrize("address", ["/", "/payments"])
def test_before_the_notice_everything_works_as_before(
    browser: Browser, db: Session, anna: Customer, address: str
) -> None:
    owe(db, anna)
    browser.sign_in(anna)

    browser.open(address)

    assert "Everything works as before." in browser.text
    assert "Calls to 112 always work." in browser.text
    assert "Statutory interest so far: 1.20 zł. We do not charge it." in browser.text.replace("\u00a0", " ")


@pytest.mark.parametrize("address", ["/", "/payments"])
def test_after_the_notice_each_step_has_its_day(browser: Browser, db: Session, anna: Customer, address: str) -> None:
    owe(db, anna, notice_days_ago=8)
    browser.sign_in(anna)

    with count_statements() as sent:
        browser.open(address)

    assert len(browser.page.xpath("//ol[@class='timeline']/li")) == 5
    assert len(browser.page.xpath("//ol[@class='timeline']/li[@class='next']")) == 3
    assert len(sent) <= MOST_PER_PAGE, sent


def test_credit_is_shown_where_nothing_is_to_pay(browser: Browser, db: Session, anna: Customer, app: Flask) -> None:
    invoice = make_invoice(db, anna, "FV/1")
    actions.charge(db, invoice, now=NOON)
    actions.credit(db, anna, Money(12489), source="test:1", title="", booked_on=date(2026, 11, 25), now=NOON)
    browser.sign_in(anna)

    browser.open("/")

    assert "You have 10.00 zł of credit." in browser.text.replace("\u00a0", " ")


def test_an_overdue_invoice_leads_to_what_happens_next(browser: Browser, db: Session, anna: Customer) -> None:
    xml = invoice_xml()
    make_invoice(db, anna, "FV/1", xml=xml, due_on=clock.today() - timedelta(days=1))
    invoice = make_invoice(db, anna, "FV/2", xml=xml + b" ", due_on=clock.today())
    browser.sign_in(anna)

    browser.open(f"/invoices/{invoice.id}")
    assert "/payments" not in browser.page.xpath("//p[contains(@class, 'note-bad')]//a/@href")
    browser.open(f"/invoices/{invoice.id - 1}")

    assert "/payments" in browser.page.xpath("//p[contains(@class, 'note-bad')]//a/@href")
