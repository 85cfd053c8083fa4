"""The way from a form to a company: what is asked for, the intent first, then the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import current_app, g, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.database import begin_writing, session
from selfcare.errors import PartnerUnavailable, TooMany
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of
from selfcare.invoices.transfer import Transfer
from selfcare.money import Money, nrb_of
from selfcare.payments import actions, queries
from selfcare.payments.choice import Choice, chosen_from, overdue_among
from selfcare.payments.forms import PayForm, amount_in, grosze_in, ids_in
from selfcare.payments.gateway import Payer, PaymentGateway
from selfcare.payments.models import Payment
from selfcare.web.logs import log
from selfcare.web.pages import one_or_404

OVERDUE, ALL, CHOSEN = "overdue", "all", "chosen"
_OFTEN = timedelta(minutes=10)
_MOST_TRIES = 15  # within that time, by one customer


@dataclass(frozen=True)
class Asked:
    """What the company answered, or that it did not."""

    payment: Payment
    is_new: bool
    is_silent: bool = False


def gateway() -> PaymentGateway | None:
    """Who takes new payments; None: paying online is switched off."""
    settings = cast("Settings", current_app.extensions["settings"])
    companies = cast("Mapping[str, PaymentGateway]", current_app.extensions["payment_gateways"])
    return companies.get(settings.payment_gateway)


def choice_in_address(invoice_id: str = "") -> Choice:
    """What a link to the page asks for: `invoice=12&invoice=13`, `what=overdue`, `what=all`, `amount=50.00`."""
    payable = session().scalars(queries.payable_of(current_customer())).all()
    other = amount_in(request.args.get("amount", ""))
    return Choice(invoices_in_address(payable, invoice_id, none_is_all=other is None), other)


def is_nothing_chosen() -> bool:
    """Every box of the list was emptied: that does not mean everything."""
    return request.args.get("what") == CHOSEN and not request.args.getlist("invoice")


def invoices_in_address(
    payable: Sequence[Invoice], invoice_id: str = "", *, none_is_all: bool = True
) -> Sequence[Invoice]:
    ids = [number for text in (*request.args.getlist("invoice"), invoice_id) for number in ids_in(text)]
    what = request.args.get("what", "")
    if what == OVERDUE:
        return overdue_among(payable, clock.today()).invoices
    if what == ALL or (none_is_all and not ids):
        return tuple(payable)
    return chosen_from(payable, ids).invoices


def choice_in_form(form: PayForm) -> Choice:
    """What the customer saw when pressing the button, as far as it is still to be paid."""
    return chosen(form.invoices.data or "", grosze_in(form.other.data or ""))


def chosen(ids: str, other: Money | None = None) -> Choice:
    """`12,13`: those of them that are the customer's and still to be paid."""
    payable = session().scalars(queries.payable_of(current_customer())).all()
    return chosen_from(payable, ids_in(ids), other)


def own_invoice(invoice_id: str) -> Invoice:
    """The customer's own, or 404."""
    ids = ids_in(invoice_id)
    if len(ids) != 1:
        raise NotFound
    return one_or_404(invoices_of(current_customer()).where(Invoice.id == ids[0]))


def transfer_of(choice: Choice) -> Transfer | None:
    """How to pay the same by an ordinary transfer, in one go; None: nobody said where to."""
    customer = current_customer()
    operator: Operator = current_app.extensions["operator"]
    account = (choice.only.bank_account if choice.only else "") or nrb_of(customer.bank_account)
    if not account or choice.amount <= Money():
        return None
    return Transfer(
        account=account,
        recipient=operator.legal_name,
        recipient_nip=choice.only.seller_nip if choice.only else operator.nip,
        title=choice.title(customer.customer_no),
        amount=choice.amount,
    )


def begin(form: PayForm, choice: Choice, company: PaymentGateway) -> Asked:
    """Write the intent down, commit it, ask the company, write down what it says. Commits. Raises TooMany."""
    customer, now = current_customer(), clock.now()
    _refuse_too_many()
    payment, is_new = actions.start_payment(
        session(),
        customer,
        choice,
        company=company.name,
        method=form.chosen_method,
        form_key=str(form.key.data),
        now=now,
        request_id=g.request_id,
    )
    session().commit()  # the intent survives whatever the company does next, and nobody waits for us meanwhile
    if not is_new:
        return Asked(payment, is_new=False)
    payment.customer = customer
    operator: Operator = current_app.extensions["operator"]
    settings = cast("Settings", current_app.extensions["settings"])
    return_url = settings.public_url.rstrip("/") + url_for("payments.come_back", payment_id=payment.id)
    checkout = actions.checkout_of(payment, email=customer.email or operator.email, return_url=return_url)
    payer = Payer(ip=request.remote_addr or "127.0.0.1", user_agent=request.user_agent.string)
    try:
        started = company.start(checkout, form.chosen_method, payer, blik_code=form.code)
    except PartnerUnavailable as silence:
        log.warning("payment company unavailable", company=company.name, error=str(silence))
        started = None
    begin_writing()
    payment = session().scalars(queries.locked(payment.id)).unique().one()
    if started is None:
        actions.fail(payment, None, now=clock.now())
    else:
        actions.note_started(payment, started, now=clock.now())
    session().commit()
    return Asked(payment, is_new=True, is_silent=started is None)


def _refuse_too_many() -> None:
    since = clock.now() - _OFTEN
    if (session().scalar(queries.count_begun(current_customer(), since=since)) or 0) >= _MOST_TRIES:
        raise TooMany(retry_after=int(_OFTEN.total_seconds()))
