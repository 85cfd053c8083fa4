"""The confirmation of a payment on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask_babel import get_locale, gettext

from selfcare import clock
from selfcare.brand import Operator
from selfcare.documents.typesetting import typeset
from selfcare.payments import wording
from selfcare.payments.models import Part, Payment
from selfcare.web.formats import full_day, hour, money

TEMPLATE = Path(__file__).with_name("receipt.typ")
EDITION = 1  # of the template: a new number makes every PDF anew


def receipt(payment: Payment, operator: Operator) -> bytes:
    """PDF/A-3a and PDF/UA-1. The payment has been received."""
    received = payment.ended_at or payment.created_at
    day = received.astimezone(clock.WARSAW).date()
    synthetic = _("Synthetic data – this is not a real payment") if operator.is_synthetic else ""
    facts = {
        "lang": str(get_locale() or "pl"),
        "colour": operator.colours.fill,
        "operator": operator.name,
        "author": operator.legal_name,
        "title": _("Confirmation of payment"),
        "synthetic": synthetic,
        "rows": [
            (_("Paid by"), payment.customer.name),
            (_("Customer number"), payment.customer.customer_no),
            (_("Paid to"), f"{operator.legal_name}, NIP {operator.nip}"),
            (_("Received"), f"{full_day(day)}, {hour(received)}"),
            (_("Method"), wording.method_name(payment.method)),
            (_("Payment number"), payment.reference),
        ],
        "header": (_("For"), _("Amount")),
        "parts": _parts(payment.parts),
        "total": (_("Total"), money(payment.amount)),
        "foot": " ".join(filter(None, (operator.legal_name, operator.address, synthetic))),
    }
    return typeset(TEMPLATE, facts, day)


def _parts(parts: Sequence[Part]) -> list[tuple[str, str]]:
    return [(wording.what_for([part]), money(part.amount)) for part in parts]


def _(text: str) -> str:
    return str(gettext(text))
