"""The confirmation of money that came or went, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from flask_babel import get_locale, gettext

from selfcare import clock
from selfcare.balance.models import Kind
from selfcare.brand import Operator
from selfcare.customers.models import Customer
from selfcare.documents.typesetting import typeset
from selfcare.money import Money
from selfcare.payments import wording
from selfcare.payments.history import Row
from selfcare.payments.models import Payment
from selfcare.web.formats import full_day, hour, money

TEMPLATE = Path(__file__).with_name("receipt.typ")
EDITION = 1  # of the template: a new number makes every PDF anew

Lines = Iterable[tuple[str, str]]


def receipt(payment: Payment, operator: Operator) -> bytes:
    """Of what was paid here. PDF/A-3a and PDF/UA-1. The payment has been received."""
    received = payment.ended_at or payment.created_at
    rows = [
        (_("Paid by"), payment.customer.name),
        (_("Customer number"), payment.customer.customer_no),
        (_("Paid to"), _recipient(operator)),
        (_("Received"), f"{full_day(received.astimezone(clock.WARSAW).date())}, {hour(received)}"),
        (_("Method"), wording.method_name(payment.method)),
        (_("Payment number"), payment.reference),
    ]
    parts = [(wording.what_for([part]), money(part.amount)) for part in payment.parts]
    facts = _facts(operator, _("Confirmation of payment"), rows, parts, payment.amount)
    return typeset(TEMPLATE, facts, received.astimezone(clock.WARSAW).date())


def receipt_of_entry(row: Row, customer: Customer, operator: Operator) -> bytes:
    """Of a transfer, cash, money given back: of whatever stands in the ledger and moved."""
    entry = row.entry
    titles = {Kind.REFUND: _("Confirmation of refund"), Kind.PAYOUT: _("Confirmation of payout of credit")}
    came = entry.is_credit
    rows = [
        (_("Paid by") if came else _("Paid to"), customer.name),
        (_("Customer number"), customer.customer_no),
        (_("Paid to") if came else _("Paid by"), _recipient(operator)),
        (_("Booked"), full_day(entry.booked_on)),
        (_("Method"), row.name),
        *([(_("Title"), entry.title)] if entry.title else []),
        (_("Number in the books"), str(entry.id)),
    ]
    facts = _facts(
        operator,
        titles.get(Kind(entry.kind), _("Confirmation of payment")),
        rows,
        _what_for(row) if came else [(row.name, money(-entry.amount))],
        Money(abs(entry.amount.grosze)),
    )
    return typeset(TEMPLATE, facts, entry.booked_on)


def _what_for(row: Row) -> list[tuple[str, str]]:
    """As it stands when the document is made; it is kept, whatever the rest pays later."""
    paid = [(wording.paid_name(one), money(one.amount)) for one in row.paid]
    back = [(_("Sent back"), money(row.back))] if row.back else []
    return [*paid, *back, *([(_("For future invoices"), money(row.left))] if row.left else [])]


def _facts(
    operator: Operator, title: str, rows: Lines, parts: Sequence[tuple[str, str]], total: Money
) -> dict[str, object]:
    synthetic = _("Synthetic data – this is not a real payment") if operator.is_synthetic else ""
    return {
        "lang": str(get_locale() or "pl"),
        "colour": operator.colours.fill,
        "operator": operator.name,
        "author": operator.legal_name,
        "title": title,
        "synthetic": synthetic,
        "rows": list(rows),
        "header": (_("For"), _("Amount")),
        "parts": parts,
        "total": (_("Total"), money(total)),
        "foot": " ".join(filter(None, (operator.legal_name, operator.address, synthetic))),
    }


def _recipient(operator: Operator) -> str:
    return f"{operator.legal_name}, NIP {operator.nip}"


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))
