"""Payments in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from flask_babel import gettext, ngettext

from selfcare.balance.models import Entry, Kind
from selfcare.balance.models import Method as LedgerMethod
from selfcare.invoices import wording
from selfcare.invoices.models import Invoice
from selfcare.payments.gateway import Method
from selfcare.payments.models import Part, Payment

_NAMED = 2  # numbers of invoices on a line


class Paid(Protocol):
    """What an amount paid."""

    @property
    def number(self) -> str: ...

    @property
    def invoice_id(self) -> int | None: ...


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))


def heading(invoices: Sequence[Invoice]) -> str:
    """Of the page that takes the money: `Pay: Invoice for December`."""
    if len(invoices) == 1:
        return _("Pay: %(what)s", what=lowered(wording.title(invoices[0])))
    if invoices:
        return str(ngettext("Pay %(num)d invoice", "Pay %(num)d invoices", len(invoices)))
    return _("Pay ahead")


def lowered(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def what_for(parts: Sequence[Part]) -> str:
    """`Invoice for December`; `3 invoices`; `For future invoices`."""
    invoices = [part for part in parts if part.invoice_id]
    if not invoices:
        return _("For future invoices")
    if len(invoices) == 1:
        return _("Invoice %(number)s", number=invoices[0].number)
    return str(ngettext("%(num)d invoice", "%(num)d invoices", len(invoices)))


def paid_numbers(paid: Sequence[Paid]) -> str:
    """`FV/1, FV/2`; `FV/1, FV/2 and 3 more`."""
    said = ", ".join(one.number for one in paid[:_NAMED])
    more = len(paid) - _NAMED
    if more < 1:
        return said
    return str(ngettext("%(numbers)s and %(num)d more", "%(numbers)s and %(num)d more", more, numbers=said))


def paid_name(one: Paid) -> str:
    if one.invoice_id:
        return _("Invoice %(number)s", number=one.number)
    return _("Interest on invoice %(number)s", number=one.number)


def method_name(method: str) -> str:
    names = {Method.BLIK: _("BLIK"), Method.BANK: _("Fast transfer"), Method.CARD: _("Card")}
    return names.get(Method(method), "")


def what_moved(entry: Entry) -> str:
    """Above the amount."""
    went = {Kind.REFUND: _("We gave back"), Kind.PAYOUT: _("We paid out"), Kind.REVERSAL: _("The bank took back")}
    return went.get(Kind(entry.kind), _("We received"))


def entry_name(entry: Entry, payment: Payment | None) -> str:
    """What a line of the history is."""
    kinds = {
        Kind.AWARD: _("Awarded for a complaint"),
        Kind.REFUND: _("Refund"),
        Kind.PAYOUT: _("Credit paid out"),
        Kind.REVERSAL: _("Payment taken back by the bank"),
    }
    if entry.kind in kinds:
        return kinds[Kind(entry.kind)]
    if payment:
        return method_name(payment.method)
    methods = {
        LedgerMethod.TRANSFER: _("Transfer"),
        LedgerMethod.ONLINE: _("Paid online"),
        LedgerMethod.CARD: _("Card"),
        LedgerMethod.CASH: _("Cash"),
        LedgerMethod.DIRECT_DEBIT: _("Direct debit"),
        LedgerMethod.DECLARED: _("Payment"),
    }
    return methods.get(LedgerMethod(entry.method), _("Payment")) if entry.method else _("Payment")
