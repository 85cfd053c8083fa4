"""Anna's invoices in the ledger, and a payment company that does as it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import NOON, make_invoice
from tests.payments.company import Company


@pytest.fixture
def company(app: Flask) -> Iterator[Company]:
    """Takes new payments in place of what the settings say."""
    kept = {name: app.extensions[name] for name in ("payment_gateways", "settings")}
    company = Company()
    app.extensions["payment_gateways"] = {company.name: company}
    app.extensions["settings"] = replace(kept["settings"], payment_gateway=company.name)
    yield company
    app.extensions.update(kept)


@pytest.fixture
def annas(browser: Browser, anna: Customer) -> Browser:
    """Anna's browser, signed in, in English."""
    anna.chosen_language = "en"
    browser.sign_in(anna)
    return browser


@pytest.fixture
def invoice(db: Session, anna: Customer) -> Invoice:
    """114,89 zł, due on 14 December."""
    return owed(db, anna, "FV/2026/12/000123")


@pytest.fixture
def older(db: Session, anna: Customer) -> Invoice:
    """50,00 zł, due in October: long overdue."""
    facts: dict[str, Any] = {"total": Money(5000), "due_on": date(2026, 10, 14), "issued_on": date(2026, 9, 30)}
    return owed(db, anna, "FV/2026/10/000100", **facts)


def owed(db: Session, customer: Customer, number: str, **facts: Any) -> Invoice:
    """An invoice that the ledger knows."""
    invoice = make_invoice(db, customer, number, **facts)
    balance.charge(db, invoice, now=NOON)
    return invoice
