"""The receipt of an order: a PDF made once from what was agreed, and the same bytes for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.brand import Operator
from selfcare.documents.actions import kept_or_made
from selfcare.documents.models import Document
from selfcare.documents.typesetting import typeset
from selfcare.orders import words
from selfcare.orders.models import Order
from selfcare.orders.wording import Change
from selfcare.web.formats import full_day, hour, money

TEMPLATE = Path(__file__).parent / "receipt.typ"
_VERSION = 1  # of the template; a new one makes new receipts, and leaves kept ones alone


def receipt_of(session: Session, order: Order, operator: Operator, *, now: datetime) -> Document:
    """The kept receipt, whatever template made it, or a new one. Only for orders that were placed."""
    kept = session.scalars(kept_receipt(order)).first()
    edition = f"{order.language}-{_VERSION}"
    return kept or kept_or_made(session, _subject(order), edition, _maker(order, operator), now)


def kept_receipt(order: Order) -> Select[Document]:
    """The first that was made: the same bytes for ever."""
    return select(Document).where(Document.subject == _subject(order)).order_by(Document.id).limit(1)


def _subject(order: Order) -> str:
    return f"order/{order.id}"


def _maker(order: Order, operator: Operator) -> Callable[[], bytes]:
    def make() -> bytes:
        placed_on = (order.placed_at or order.asked_at).astimezone(clock.WARSAW).date()
        with force_locale(order.language):
            return typeset(TEMPLATE, _facts(order, operator), placed_on)

    return make


def _facts(order: Order, operator: Operator) -> dict[str, object]:
    return {
        "lang": order.language,
        "title": _("Confirmation of order %(number)s", number=order.number),
        "operator": operator.name,
        "author": operator.legal_name,
        "colour": operator.colours.fill,
        "synthetic": _("An invented operator. All data are synthetic.") if operator.is_synthetic else "",
        "foot": f"{operator.legal_name}, {operator.address}",
        "page-of": _("page {page} of {pages}"),
        "head": _head(order),
        "what": words.title(order),
        **_table(words.changes_of(order)),
        "notes": _notes(order),
    }


def _table(changes: list[Change]) -> dict[str, object]:
    """Without a column for what was, where there was nothing to compare with."""
    if any(change.before for change in changes):
        columns = [_("What changes"), _("Until then"), _("From that day")]
        return {"columns": columns, "changes": [[change.name, change.before, change.after] for change in changes]}
    columns = [_("What you ordered"), _("How it will be")]
    return {"columns": columns, "changes": [[change.name, change.after] for change in changes]}


def _head(order: Order) -> list[tuple[str, str]]:
    customer, placed = order.customer, order.placed_at or order.asked_at
    placed_on = placed.astimezone(clock.WARSAW).date()
    return [
        (_("Customer"), _("%(name)s, customer no. %(number)s", name=customer.name, number=customer.customer_no)),
        (_("Number"), words.about(order)),
        (_("Ordered"), f"{full_day(placed_on)}, {hour(placed)}"),
        (_("Authorised"), words.authorised(order)),
        (_("Takes effect"), words.wording_of(order).starts(order)),
        (_("Price of the change"), money(order.price)),
    ]


def _notes(order: Order) -> list[tuple[str, str]]:
    version = (_("Version of the terms (SHA-256)"), order.terms_version)
    return [(name, text) for name, text in (*words.wording_of(order).notes(order), version) if text]
