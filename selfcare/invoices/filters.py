"""What templates can say about invoices. Registered for the whole portal: the first screen lists invoices too."""

from collections.abc import Callable

from flask import Blueprint
from markupsafe import Markup

from selfcare import clock
from selfcare.invoices import qr, wording
from selfcare.invoices.models import Invoice


def init_app(pages: Blueprint) -> None:
    filters: dict[str, Callable[..., object]] = {
        "invoice_title": wording.title,
        "invoice_name": wording.short_title,
        "invoice_status": invoice_status,
        "invoice_deadline": invoice_deadline,
        "rate_name": wording.rate_name,
        "method_name": wording.method_name,
        "kind_name": wording.kind_name,
        "role_name": wording.role_name,
        "quantity": wording.quantity,
        "qr": picture,
    }
    for name, function in filters.items():
        pages.add_app_template_filter(function, name)


def invoice_status(invoice: Invoice) -> wording.Status:
    """The chip of a row: kind, icon, text."""
    return wording.status(invoice, clock.today())


def invoice_deadline(invoice: Invoice) -> wording.Status:
    """The chip on a slip: how many days are left."""
    return wording.deadline(invoice, clock.today())


def picture(text: str, level: str) -> Markup:
    """A two-dimensional code. Its element around it must say what it is."""
    return Markup(qr.svg(text, level))  # noqa: S704  # drawn by us: a path of numbers, no text
