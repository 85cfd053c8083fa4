"""Invoices in words. English here: the Polish is looked at by the tests of translations."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale

from selfcare.invoices import wording
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.builders import NOON

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), app.test_request_context("/"), force_locale("en"):
        yield


def an_invoice(**facts: Any) -> Invoice:
    defaults: dict[str, Any] = {
        "kind": "VAT",
        "issued_on": date(2026, 11, 19),
        "period_from": date(2026, 11, 1),
        "period_to": date(2026, 11, 30),
        "currency": "PLN",
        "to_pay": Money(11489),
        "left_to_pay": Money(11489),
        "due_on": TODAY + timedelta(days=10),
    }
    return Invoice(**(defaults | facts))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("first", "last", "title", "short"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "Invoice for November", "November"),
        (date(2025, 2, 1), date(2025, 2, 28), "Invoice for February 2025", "February 2025"),
        (date(2026, 11, 8), date(2026, 12, 7), "Invoice for 8 November – 7 December", "8 Nov – 7 Dec"),
        (date(2026, 11, 5), date(2026, 11, 5), "Invoice of 19 November", "Invoice of 19 November"),
        (None, None, "Invoice of 19 November", "Invoice of 19 November"),
    ],
)
def test_it_is_called_by_its_period(first: date | None, last: date | None, title: str, short: str) -> None:
    invoice = an_invoice(period_from=first, period_to=last)

    assert plain(wording.title(invoice)) == title
    assert plain(wording.short_title(invoice)) == short


def test_a_correction_is_called_one() -> None:
    of_a_month = an_invoice(kind="KOR")
    of_nothing = an_invoice(kind="KOR", period_from=None)

    assert wording.title(of_a_month) == wording.short_title(of_a_month) == "Correction for November"
    assert plain(wording.title(of_nothing)) == plain(wording.short_title(of_nothing)) == "Correction of 19 November"


@pytest.mark.parametrize(
    ("days", "kind", "chip", "on_slip"),
    [
        (10, "plain", "by 5 December", "in 10 days"),
        (4, "plain", "by 29 November", "in 4 days"),
        (3, "warn", "by 28 November", "in 3 days"),
        (1, "warn", "by 26 November", "in 1 day"),
        (0, "warn", "by 25 November", "today"),
        (-1, "bad", "1 day overdue", "1 day overdue"),
        (-40, "bad", "40 days overdue", "40 days overdue"),
    ],
)
def test_the_chip_is_amber_three_days_before_and_red_after(days: int, kind: str, chip: str, on_slip: str) -> None:
    invoice = an_invoice(due_on=TODAY + timedelta(days=days))

    listed, slip = wording.status(invoice, TODAY), wording.deadline(invoice, TODAY)

    assert (listed.kind, plain(listed.text)) == (kind, chip)
    assert (slip.kind, plain(slip.text)) == (kind, on_slip)


def test_part_paid_says_what_is_left_unless_it_is_overdue() -> None:
    part_paid = an_invoice(left_to_pay=Money(5489))

    assert plain(wording.status(part_paid, TODAY).text) == "54.89 zł left"
    assert wording.status(part_paid, TODAY + timedelta(days=11)).kind == "bad"


def test_paid_is_quiet_and_a_correction_is_named() -> None:
    paid = wording.status(an_invoice(left_to_pay=Money()), TODAY)
    correction = wording.status(an_invoice(kind="KOR", to_pay=Money(-100), left_to_pay=Money()), TODAY)
    nothing = wording.status(an_invoice(to_pay=Money(), left_to_pay=Money()), TODAY)

    assert (paid.kind, paid.text) == ("quiet", "Paid")
    assert (correction.kind, correction.text) == ("plain", "Correction")
    assert (nothing.kind, nothing.text) == ("quiet", "Nothing to pay")


def test_a_correction_that_asks_for_money_is_due_like_an_invoice() -> None:
    assert wording.status(an_invoice(kind="KOR"), TODAY).text.startswith("by")


def test_without_a_day_it_is_only_to_pay() -> None:
    invoice = an_invoice(due_on=None)

    assert wording.status(invoice, TODAY).text == wording.deadline(invoice, TODAY).text == "To pay"


def test_codes_of_the_schema_have_names_and_unknown_ones_stay() -> None:
    assert [wording.rate_name(rate) for rate in ("23", "0 KR", "zw", "7.5", "")] == ["23%", "0%", "exempt", "7.5%", ""]
    assert [wording.method_name(method) for method in ("6", "barter", "")] == ["transfer", "barter", ""]
    assert [wording.kind_name(kind) for kind in ("VAT", "KOR")] == ["", "Correction"]
    assert [wording.role_name(role) for role in ("8", "Inny")] == ["Local authority, recipient", "Inny"]


def test_quantities_have_no_more_decimals_than_they_need() -> None:
    assert wording.quantity(Decimal(10)) == "10"
    assert wording.quantity(Decimal("0.500")) == "0.5"
    assert wording.quantity(Decimal(3), 2) == "3.00"
    assert wording.quantity(Decimal("0.00012345"), 2) == "0.00012345"
