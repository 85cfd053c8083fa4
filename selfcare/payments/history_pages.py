"""What was paid, and what each amount paid; also as a file and on paper."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import partial

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.balance.arrears import standing
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.payments import history, receipt, wording
from selfcare.payments.counter import kept_receipt, pages
from selfcare.web.pages import one_or_404, page, see_other

_CELLS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@pages.get("/payments")
def index() -> Response:
    year, after = _year(), _key(request.args.get("after", ""))
    operator: Operator = current_app.extensions["operator"]
    stands = standing(session(), current_customer(), clock.today(), operator.dues)
    found = history.history_for(
        session(), current_customer(), year=year, after=after, balance=stands.balance, now=clock.now()
    )
    return page(
        "payments/index.html",
        history=found,
        year=year,
        done=request.args.get("done", ""),
        wording=wording,
        late=stands.late,
        disputed=stands.disputed,
        charges_interest=operator.dues.charge_interest,
    )


@pages.get("/payments/export.csv")
def export() -> Response:
    customer = current_customer()
    entries = session().scalars(history.moves_of(customer, _year())).all()
    rows = history.rows_of(session(), entries, history.payments_behind(session(), customer, entries))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Date"), _("What"), _("Title"), _("Amount"), _("Paid")])
    for row in rows:
        paid = "; ".join(f"{one.number}: {one.amount}" for one in row.paid)
        cells = (str(row.entry.booked_on), row.name, row.entry.title, str(row.entry.amount), paid)
        writer.writerow([f"'{cell}" if cell.startswith(_CELLS) and i != 3 else cell for i, cell in enumerate(cells)])
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="payments.csv"'
    return response


@pages.get("/payments/booked/<int:entry_id>")
def booked(entry_id: int) -> Response:
    """One amount that came or went by another way than a payment company."""
    entry = one_or_404(history.move_of(current_customer(), entry_id))
    payments = history.payments_behind(session(), current_customer(), [entry])
    if payments:
        return see_other(url_for("payments.show", payment_id=payments[0].id))
    return page("payments/booked.html", row=history.row_of(session(), entry), wording=wording)


@pages.get("/payments/booked/<int:entry_id>/pdf")
def booked_pdf(entry_id: int) -> Response:
    """Made at the first download and kept: the same bytes for ever."""
    row = history.row_of(session(), one_or_404(history.move_of(current_customer(), entry_id)))
    if not row.has_receipt:
        raise NotFound
    operator: Operator = current_app.extensions["operator"]
    make = partial(receipt.receipt_of_entry, row, current_customer(), operator)
    return kept_receipt(f"ledger/{row.entry.id}", f"{_('payment')}-{row.entry.booked_on}-{row.entry.id}.pdf", make)


def _year() -> int | None:
    text = request.args.get("year", "")
    if text and not (text.isascii() and text.isdigit() and len(text) == 4 and text > "1999"):
        raise NotFound
    return int(text) if text else None


def _key(text: str) -> tuple[date, int] | None:
    if not text:
        return None
    day, _line, number = text.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise NotFound from None
