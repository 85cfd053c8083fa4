"""Paying, and what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.balance import reminding
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.money import CURRENCY, Money
from selfcare.payments import actions, paying, queries, receipt, wording
from selfcare.payments.choice import AmountChanged, Choice, NothingToPay, overdue_among
from selfcare.payments.counter import kept_receipt, pages
from selfcare.payments.doorkeeper import Doorkeeper
from selfcare.payments.forms import AmountForm, PayForm, SaidPaidForm, grosze_in
from selfcare.payments.gateway import BadSignature, Method, explain
from selfcare.payments.models import WATCHED_FOR, Payment, State
from selfcare.web.access import open_to_everyone
from selfcare.web.error_pages import RETRY_AFTER
from selfcare.web.pages import is_swap, one_or_404, page, see_other
from selfcare.web.same_site import csrf

doorkeeper = Doorkeeper()

LONGEST_NOTICE = 64 * 1024  # bytes
_ICONS = {Method.BANK.value: "landmark", Method.CARD.value: "credit-card"}


@pages.route("/invoices/<invoice_id>/pay", methods=["GET", "POST"])
def pay_invoice(invoice_id: str) -> Response:
    invoice = paying.own_invoice(invoice_id)
    if not invoice.is_to_pay:
        raise NothingToPay
    if invoice.currency != CURRENCY:
        return see_other(url_for("invoices.show", invoice_id=invoice.id, _anchor="transfer"))
    return _pay(invoice_id)


@pages.route("/payments/pay", methods=["GET", "POST"])
def pay() -> Response:
    """Everything that is to be paid, or what the address asks for."""
    if request.method == "GET":
        amount = AmountForm(request.args)
        if amount.amount.data and not amount.validate():
            return _choose_page(amount, status=422)
        if paying.is_nothing_chosen():
            amount.form_errors.append(_("Choose at least one invoice."))
            return _choose_page(amount, status=422)
        if not paying.choice_in_address().amount:
            return see_other(url_for("payments.choose"))
    return _pay()


@pages.get("/payments/choose")
def choose() -> Response:
    """What else to pay: some of the invoices, or another amount. Its form leads to `pay`."""
    return _choose_page(AmountForm(formdata=None))


@pages.post("/payments/said-paid")
def said_paid() -> Response:
    """The customer sent a transfer: no reminders while it is on its way."""
    form = SaidPaidForm()
    if not form.validate_on_submit():
        raise NotFound
    chosen = paying.chosen(form.invoices.data or "")
    is_new = reminding.said_paid(session(), current_customer(), chosen.invoices, now=clock.now())
    session().commit()
    return see_other(url_for("payments.index", done="sent" if is_new else "known"))


@pages.get("/payments/<int:payment_id>")
def show(payment_id: int) -> Response:
    payment = _payment(payment_id)
    left = session().scalars(queries.payable_of(current_customer())).all() if payment.is_received else []
    response = page(
        "payments/show.html",
        payment=payment,
        left=len(left),
        sentence=str(explain(actions.reason_of(payment))),
        wording=wording,
        **_waiting(payment),
    )
    if payment.is_received:  # what this device keeps shows the old amounts: the worker fetches it anew
        stale = ["/", "/invoices", *(f"/invoices/{part.invoice_id}" for part in payment.parts if part.invoice_id)]
        response.headers["X-Renew"] = " ".join(stale)
    return response


@pages.get("/payments/<int:payment_id>/return")
def come_back(payment_id: int) -> Response:
    """Back from the company's page. That proves nothing: the notice does."""
    return see_other(url_for("payments.show", payment_id=_payment(payment_id).id))


@pages.get("/payments/<int:payment_id>/state")
def state(payment_id: int) -> Response:
    """What a waiting page asks every two seconds: how long there is, or that there is news."""
    payment = _payment(payment_id)
    waiting = _waiting(payment)
    if waiting["is_watched"] or is_swap():
        return page("payments/state.html", payment=payment, **waiting)
    return see_other(url_for("payments.show", payment_id=payment.id))


@pages.get("/payments/<int:payment_id>/pdf")
def pdf(payment_id: int) -> Response:
    """Made at the first download and kept: the same bytes for ever."""
    payment = _payment(payment_id)
    if not payment.is_received:
        raise NotFound
    operator: Operator = current_app.extensions["operator"]
    make = partial(receipt.receipt, payment, operator)
    return kept_receipt(f"payment/{payment.id}", f"{_('payment')}-{payment.id}.pdf", make)


@pages.post("/hooks/payments/<name>")
@open_to_everyone
def confirm(name: str) -> tuple[str, int]:
    """A notice of a payment company. It is answered 200 whatever it says, once its signature is right."""
    company = current_app.extensions["payment_gateways"].get(name)
    if company is None:
        raise NotFound
    address = request.remote_addr or ""
    if wait := doorkeeper.wait_of(address):
        raise TooMany(retry_after=wait)
    if (request.content_length or 0) > LONGEST_NOTICE:
        raise RequestEntityTooLarge
    body = request.get_data()
    try:
        events = company.parse_notification(body, request.headers)
    except BadSignature:
        doorkeeper.note_refused(address)
        return "", 400
    for event in events:
        actions.note_event(session(), name, event, body=body, now=clock.now(), today=clock.today())
    session().commit()
    return "", 200


csrf.exempt(confirm)  # signed by the payment company instead


def _choose_page(form: AmountForm, *, status: int = 200) -> Response:
    payable = session().scalars(queries.payable_of(current_customer())).all()
    late = overdue_among(payable, clock.today())
    return page(
        "payments/choose.html",
        status=status,
        payable=payable,
        ids={invoice.id for invoice in paying.invoices_in_address(payable)},
        late=late.amount if 0 < len(late.invoices) < len(payable) else None,
        form=form,
    )


def _pay(invoice_id: str = "") -> Response:
    form, company = PayForm(), paying.gateway()
    if request.method == "GET" or company is None:
        form.begin_anew()
        return _form_page(form, paying.choice_in_address(invoice_id))
    begun = session().scalars(queries.sent_with(current_customer(), str(form.key.data))).one_or_none()
    if begun:
        return _on_to(begun)
    choice = paying.choice_in_form(form)
    status = _refusal(form, choice)
    if status:
        form.begin_anew()
        return _form_page(form, choice, status=status)
    return _answer_to(form, choice, paying.begin(form, choice, company))


def _refusal(form: PayForm, choice: Choice) -> int:
    """Why the company is not even asked, in the form; 0: it is."""
    if not form.validate():
        return 422
    try:
        choice.check(grosze_in(str(form.seen.data)) or Money())
    except AmountChanged as change:
        form.form_errors.append(str(change))
        return 409
    return 0


def _answer_to(form: PayForm, choice: Choice, asked: paying.Asked) -> Response:
    payment = asked.payment
    if payment.state != State.FAILED or not asked.is_new:
        return _on_to(payment)
    form.begin_anew()
    if not asked.is_silent:
        form.explain(actions.reason_of(payment))
        return _form_page(form, choice, status=422)
    form.form_errors.append(
        _("The payment company is not answering. No money was taken. Try again in a moment, or pay by transfer.")
    )
    response = _form_page(form, choice, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _on_to(payment: Payment) -> Response:
    """To the company's page while the customer can pay there, else to ours."""
    if payment.page_url and payment.state == State.PENDING:
        if request.headers.get("HX-Request") == "true":  # no script may follow a redirect to another site
            return Response("", 200, {"HX-Redirect": payment.page_url})
        return see_other(payment.page_url)
    return see_other(url_for("payments.show", payment_id=payment.id))


def _form_page(form: PayForm, choice: Choice, *, status: int = 200) -> Response:
    form.invoices.data = ",".join(str(invoice.id) for invoice in choice.invoices)
    form.other.data = str(choice.other_amount.grosze) if choice.other_amount else ""
    form.seen.data = str(choice.amount.grosze)
    since = clock.now() - WATCHED_FOR
    return page(
        "payments/pay.html",
        status=status,
        action=request.path,
        form=form,
        said=SaidPaidForm(formdata=None, invoices=form.invoices.data),
        choice=choice,
        heading=wording.heading(choice.invoices),
        icons=_ICONS,
        takes_payments=paying.gateway() is not None,
        transfer=paying.transfer_of(choice),
        said_until=reminding.said_until(session(), current_customer(), choice.invoices, now=clock.now()),
        is_cut=len(choice.invoices) == queries.MOST_AT_ONCE,
        waiting=session().scalars(queries.waiting_of(current_customer(), since=since).limit(1)).first(),
        wording=wording,
    )


def _waiting(payment: Payment) -> dict[str, Any]:
    """How long the bank still waits for the customer, in seconds, and whether the page asks by itself."""
    now = clock.now()
    left = max(0, int((payment.expires_at - now).total_seconds()))
    is_watched = payment.is_open and now < payment.created_at + WATCHED_FOR
    return {"seconds": min(left, int(WATCHED_FOR.total_seconds())), "is_watched": is_watched, "can_pay": left > 0}


def _payment(payment_id: int) -> Payment:
    return one_or_404(queries.payment_of(current_customer(), payment_id))
