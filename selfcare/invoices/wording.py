"""Invoices in words: their names, what state they are in, rates and ways to pay."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import get_month_names
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, ngettext

from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.web.formats import DASH, NBSP, day, money, month, period, short_day

SOON = 3  # days: from here on the colour is amber (look.md §6)


def _(text: str, **facts: object) -> str:
    return str(gettext(text, **facts))


@dataclass(frozen=True)
class Status:
    """A chip: kind is plain, quiet, warn or bad."""

    kind: str
    icon: str
    text: str


def title(invoice: Invoice) -> str:
    """The heading of its page: `Invoice for December`, `Correction for May`, `Invoice of 15 February 2026`."""
    what = _period_name(invoice)
    if what and invoice.is_correction:
        return _("Correction for %(period)s", period=what)
    if what:
        return _("Invoice for %(period)s", period=what)
    if invoice.is_correction:
        return _("Correction of %(day)s", day=_wrapping_day(invoice.issued_on))
    return _("Invoice of %(day)s", day=_wrapping_day(invoice.issued_on))


def short_title(invoice: Invoice) -> str:
    """Its name in a list: `December`, `Correction for May`, `Invoice of 15 February`."""
    what = _short_period_name(invoice)
    if not what:
        return title(invoice)
    if invoice.is_correction:
        return _("Correction for %(period)s", period=what)
    return what[0].upper() + what[1:]


def status(invoice: Invoice, today: date) -> Status:
    """What its row in a list says."""
    if not invoice.is_to_pay:
        return _nothing_to_pay(invoice)
    if invoice.is_overdue(today):
        return deadline(invoice, today)
    kind = "warn" if _days_left(invoice, today) <= SOON else "plain"
    if invoice.is_part_paid:
        return Status(kind, "clock", _("%(amount)s left", amount=money(invoice.left_to_pay, invoice.currency)))
    if invoice.due_on is None:
        return Status("plain", "clock", _("To pay"))
    return Status(kind, "clock", _("by %(day)s", day=day(invoice.due_on)))


def deadline(invoice: Invoice, today: date) -> Status:
    """How long there is to pay, in days. Only for an invoice with something left to pay."""
    if invoice.due_on is None:
        return Status("plain", "clock", _("To pay"))
    left = _days_left(invoice, today)
    if left < 0:
        return Status("bad", "circle-alert", ngettext("%(num)d day overdue", "%(num)d days overdue", -left))
    kind = "warn" if left <= SOON else "plain"
    if left == 0:
        return Status(kind, "clock", _("today"))
    return Status(kind, "clock", ngettext("in %(num)d day", "in %(num)d days", left))


def rate_name(rate: str) -> str:
    """A VAT rate as people read it; P_12 writes some of them in abbreviations."""
    names = {
        "0 KR": "0%",
        "0 WDT": _("0% (within the EU)"),
        "0 EX": _("0% (export)"),
        "zw": _("exempt"),
        "oo": _("reverse charge"),
        "np I": _("not taxed in Poland"),
        "np II": _("not taxed in Poland (art. 100)"),
        "marża": _("margin"),
        "OSS": _("special scheme (OSS)"),
    }
    return names.get(rate, f"{rate}%" if rate.replace(".", "").isdigit() else rate)


def method_name(method: str) -> str:
    """FormaPlatnosci in words; a description stays as it is."""
    names = {
        "1": _("cash"),
        "2": _("card"),
        "3": _("voucher"),
        "4": _("cheque"),
        "5": _("credit"),
        "6": _("transfer"),
        "7": _("mobile payment"),
    }
    return names.get(method, method)


def kind_name(kind: str) -> str:
    """RodzajFaktury in words; "" for an ordinary invoice."""
    names = {
        "KOR": _("Correction"),
        "ZAL": _("Invoice for an advance"),
        "ROZ": _("Final invoice after an advance"),
        "UPR": _("Simplified invoice"),
        "KOR_ZAL": _("Correction of an invoice for an advance"),
        "KOR_ROZ": _("Correction of a final invoice"),
    }
    return names.get(kind, "")


def role_name(role: str) -> str:
    """Rola of a third party; a description stays as it is."""
    names = {
        "1": _("Factor"),
        "2": _("Recipient"),
        "3": _("Original entity"),
        "4": _("Additional buyer"),
        "5": _("Issuer"),
        "6": _("Payer"),
        "7": _("Local authority, issuer"),
        "8": _("Local authority, recipient"),
        "9": _("VAT group member, issuer"),
        "10": _("VAT group member, recipient"),
        "11": _("Employee"),
    }
    return names.get(role, role)


def quantity(value: Decimal, least_places: int = 0) -> str:
    """How many, or the price of one: `10`, `0,5`, `3,00`, with as many decimals as the invoice has."""
    pattern = "#,##0." + "0" * least_places + "#" * (8 - least_places)
    return str(format_decimal(value, pattern, str(get_locale()), decimal_quantization=False)).replace(" ", NBSP)


def _wrapping_day(value: date) -> str:
    """A day whose year may go to the next line: a heading must fit a screen of 320 px."""
    return day(value).replace(f"{NBSP}{value.year}", f" {value.year}")


def _nothing_to_pay(invoice: Invoice) -> Status:
    if invoice.is_correction:
        return Status("plain", "git-compare", _("Correction"))
    if invoice.to_pay > Money():
        return Status("quiet", "check", _("Paid"))
    return Status("quiet", "check", _("Nothing to pay"))


def _days_left(invoice: Invoice, today: date) -> int:
    return (invoice.due_on - today).days if invoice.due_on else SOON + 1


def _period_name(invoice: Invoice) -> str:
    """`December` for a whole month, `8 November – 7 December` for another period, "" for a single day or none."""
    first, last = invoice.period_from, invoice.period_to
    if first is None or last is None or first == last:
        return ""
    return month(first) if _is_month(first, last) else period(first, last)


def _short_period_name(invoice: Invoice) -> str:
    """The same for a list by years: no year of its own, and short names in a range."""
    first, last = invoice.period_from, invoice.period_to
    if first is None or last is None or first == last:
        return ""
    if not _is_month(first, last):
        return f"{short_day(first)} {DASH}{NBSP}{short_day(last)}"
    if first.year != invoice.issued_on.year:
        return month(first)
    return str(get_month_names("wide", "stand-alone", get_locale())[first.month])


def _is_month(first: date, last: date) -> bool:
    return first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1])
