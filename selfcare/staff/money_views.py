"""Money that needs a person: transfers that nobody was found for, payouts, and whether the records agree."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from selfcare import clock
from selfcare.balance import by_hand, payouts
from selfcare.balance.checking import newest_checks
from selfcare.balance.incoming import waiting_for_staff
from selfcare.balance.models import Incoming, Payout
from selfcare.customers.models import Customer
from selfcare.customers.queries import customer_numbered
from selfcare.database import session
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of
from selfcare.staff import money_words, queues
from selfcare.staff.counter import pages
from selfcare.staff.desk import (
    address_of,
    case_at,
    case_page,
    found_or_404,
    id_or_404,
    words_of_desk,
)
from selfcare.staff.desk_forms import ReasonForm, WhoseForm
from selfcare.staff.queues import PAYOUT, Wanted
from selfcare.staff.signed_in import SENIORS, current_staff, note_look, only_for
from selfcare.web.pages import one_or_404, page, see_other


@pages.get("/money")
@only_for(*SENIORS)
def money() -> Response:
    rows, _more = queues.waiting(session(), Wanted(kinds=(PAYOUT,), today=clock.today()))
    checks = session().scalars(newest_checks()).all()
    return _money_page("money", payouts=rows, checks=checks)


@pages.get("/money/<int:received_id>")
@only_for(*SENIORS)
def received(received_id: int) -> Response:
    return _received_page(_received(received_id), WhoseForm())


@pages.post("/money/<int:received_id>")
@only_for(*SENIORS)
def give_received(received_id: int) -> Response:
    found, form = _received(received_id), WhoseForm()
    owner = _owner(form) if form.validate() else None
    if owner is None:
        return _received_page(found, form, status=422)
    customer, invoice = owner
    by_hand.give_to(session(), found, customer, invoice, by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(url_for("staff.money", done="given"))


@pages.post("/money/<int:received_id>/aside")
@only_for(*SENIORS)
def set_received_aside(received_id: int) -> Response:
    found, form = _received(received_id), ReasonForm()
    if not form.validate():
        return _received_page(found, WhoseForm(formdata=None), reason=form, status=422)
    reason = form.reason.data.strip()
    by_hand.set_aside(session(), found, reason=reason, by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(url_for("staff.money", done="aside"))


@pages.get("/queue/payout/<int:case_id>")
@only_for(*SENIORS)
def payout(case_id: int) -> Response:
    return _payout_page(case_id, ReasonForm())


@pages.post("/queue/payout/<int:case_id>/approve")
@only_for(*SENIORS)
def approve_payout(case_id: int) -> Response:
    payouts.approve(session(), found_or_404(PAYOUT, case_id), by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(address_of(PAYOUT, case_id, done="approved"))


@pages.post("/queue/payout/<int:case_id>/sent")
@only_for(*SENIORS)
def note_payout_sent(case_id: int) -> Response:
    payouts.note_sent(session(), found_or_404(PAYOUT, case_id), by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(address_of(PAYOUT, case_id, done="sent"))


@pages.post("/queue/payout/<int:case_id>/reject")
@only_for(*SENIORS)
def reject_payout(case_id: int) -> Response:
    found, form = found_or_404(PAYOUT, case_id), ReasonForm()
    if not form.validate():
        return _payout_page(case_id, form, status=422)
    reason = form.reason.data.strip()
    payouts.reject(session(), found, reason=reason, by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(address_of(PAYOUT, case_id, done="rejected"))


def _payout_page(case_id: int, form: ReasonForm, *, status: int = 200) -> Response:
    found = found_or_404(PAYOUT, case_id)
    case = case_at(PAYOUT, found.id, found.customer)
    return case_page("payout", case, status=status, payout=found, form=form, may_approve=_may_approve(found))


def _may_approve(found: Payout) -> bool:
    return found.state == Payout.ASKED and found.first_by != current_staff().email


def _received_page(
    found: Incoming, form: WhoseForm, *, reason: ReasonForm | None = None, status: int = 200
) -> Response:
    """The payer's name may be a customer's: whoever looks is written down without one."""
    note_look(None, "transfer_looked_at", received=found.id)
    perhaps = session().scalars(by_hand.perhaps_from(found)).all() if found.payer.strip() else []
    facts: dict[str, Any] = {
        "found": found,
        "form": form,
        "perhaps": perhaps,
        "reason": reason or ReasonForm(formdata=None),
    }
    return _money_page("received", status=status, **facts)


def _money_page(template: str, *, status: int = 200, **context: object) -> Response:
    rows, more = by_hand.waiting_after(session(), _key())
    done = request.args.get("done", "")
    facts: dict[str, Any] = {"waiting": rows, "more_waiting": more, "words": money_words, "done": done, **context}
    return page(f"staff/{template}.html", status=status, **words_of_desk(), **facts)


def _key() -> tuple[date, int] | None:
    """The last row of the page before; 404 for what no page of ours links to."""
    day, _dot, number = request.args.get("after", "").partition(".")
    if not day:
        return None
    try:
        return date.fromisoformat(day), id_or_404(int(number))
    except ValueError:
        abort(404)


def _received(received_id: int) -> Incoming:
    return one_or_404(waiting_for_staff().where(Incoming.id == id_or_404(received_id)))


def _owner(form: WhoseForm) -> tuple[Customer, Invoice | None] | None:
    """The customer and the invoice that the form names; None when one of them is not there, and the form says so."""
    number = (form.customer_no.data or "").strip()
    customer = session().scalars(customer_numbered(number)).one_or_none()
    if customer is None:
        form.customer_no.errors = [str(_("There is no customer with this number."))]
        return None
    named = (form.invoice.data or "").strip()
    if not named:
        return customer, None
    invoice = session().scalars(invoices_of(customer).where(Invoice.number == named).limit(1)).first()
    if invoice is None:
        form.invoice.errors = [str(_("This customer has no such invoice."))]
        return None
    return customer, invoice
