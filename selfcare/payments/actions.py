"""Taking money: the intent first, then what the company says, in any order and as often as it likes."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money
from selfcare.outbox import actions as outbox
from selfcare.payments import queries
from selfcare.payments.booking import book_payment
from selfcare.payments.choice import Choice
from selfcare.payments.gateway import AwaitingApp, Checkout, Event, Kind, Method, Reason, Redirect, Rejected, Started
from selfcare.payments.models import VALID_FOR, Part, Payment, PaymentEvent, State, Verdict
from selfcare.payments.refunds import apply_refund
from selfcare.payments.telling import tell_failed, tell_paid

CONFIRM = "payments.confirm"  # in the outbox: say to the company that we know of the money
_GRACE = timedelta(minutes=1)  # for what is under way at the last moment
_TRIED_FOR = timedelta(hours=1)  # then the next look finds out what to do
_REFUNDS = (Kind.REFUND_DONE, Kind.REFUND_REJECTED)


def start_payment(
    session: Session,
    customer: Customer,
    choice: Choice,
    *,
    company: str,
    method: Method,
    form_key: str,
    now: datetime,
    request_id: str = "",
) -> tuple[Payment, bool]:
    """Write down that the customer means to pay. To be committed before the company is asked.

    False: this form was sent before, and this is the payment that it has begun.
    """
    begun = session.scalars(queries.sent_with(customer, form_key)).one_or_none()
    if begun:
        return begun, False
    payment = Payment(
        reference=secrets.token_hex(16),
        customer_id=customer.id,
        form_key=form_key,
        company=company,
        method=method,
        amount=choice.amount,
        title=choice.title(customer.customer_no),
        state=State.CREATED,
        looked=0,
        created_at=now,
        expires_at=now + VALID_FOR,
        parts=[_part(share.invoice, share.amount) for share in choice.shares],
    )
    payment.look_again(now=now)
    try:
        with session.begin_nested():
            session.add(payment)
    except IntegrityError:  # the same form, at the same moment
        return session.scalars(queries.sent_with(customer, form_key)).one(), False
    audit.record(
        session,
        "payment_started",
        now=now,
        customer_no=customer.customer_no,
        request_id=request_id,
        payment=payment.id,
        amount=str(payment.amount),
    )
    return payment, True


def note_started(payment: Payment, started: Started, *, now: datetime) -> None:
    """Write down the company's answer. A notice may have been quicker: then it stays as it is."""
    if isinstance(started, Rejected):
        fail(payment, started.reason, now=now)
        return
    if isinstance(started, Redirect | AwaitingApp):
        payment.order_id = payment.order_id or started.order_id
    if isinstance(started, Redirect):
        payment.page_url = started.url
    if isinstance(started, AwaitingApp):
        payment.expires_at = max(payment.created_at, started.expires_at)
    payment.become(State.PENDING, now=now)


def fail(payment: Payment, reason: str | None, *, now: datetime) -> bool:
    """No money was taken. False: old news."""
    if not payment.become(State.FAILED, now=now):
        return False
    payment.reason = reason or ""
    return True


def reason_of(payment: Payment) -> Reason | None:
    """Why it failed, where the company told."""
    return Reason(payment.reason) if payment.reason else None


def give_up(payment: Payment, *, is_known: bool, now: datetime) -> bool:
    """Nobody paid it in time, as far as the company knows. Money that comes after all is taken all the same.

    `is_known`: the company says that it waits too; then it waits as long as it promised.
    """
    until = max(payment.expires_at, payment.created_at + VALID_FOR) if is_known else payment.expires_at
    return now >= until + _GRACE and payment.become(State.EXPIRED, now=now)


def note_event(
    session: Session, company: str, event: Event, *, body: bytes = b"", now: datetime, today: date
) -> Verdict | None:
    """Take in what a company told us, or what it answered when asked. None: it has told us before.

    What does not fit what we asked for is kept for people to look at, and changes nothing.
    """
    payment = _payment_of(session, company, event)
    verdict = _verdict_on(payment, event)
    row = PaymentEvent(
        company=company,
        key=event.key,
        payment_id=payment.id if payment else None,
        reference=event.reference,
        order_id=event.order_id,
        kind=event.kind,
        amount=event.amount,
        currency=event.currency,
        verdict=verdict,
        body=body,
        received_at=now,
    )
    if session.scalar(queries.event_with(company, event.key)) is not None:
        return None
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # it tells us twice at the same moment
        return None
    if payment and verdict is Verdict.APPLIED and not _apply(session, payment, event, now=now, today=today):
        row.verdict = Verdict.OLD_NEWS
    return Verdict(row.verdict)


def receive(session: Session, payment: Payment, *, now: datetime, today: date) -> bool:
    """The money is ours: into the ledger with it, once. False: it was before."""
    if not payment.become(State.PAID, now=now):
        return False
    payment.reason = ""
    book_payment(session, payment, now=now, today=today)
    audit.record(
        session,
        "payment_received",
        now=now,
        customer_no=payment.customer.customer_no,
        actor=audit.SYSTEM,
        payment=payment.id,
        amount=str(payment.amount),
    )
    tell_paid(session, payment, now=now)
    return True


def checkout_of(payment: Payment, *, email: str = "", return_url: str = "") -> Checkout:
    """A payment in the words of the port; to ask about what was begun, it needs no addresses."""
    return Checkout(
        reference=payment.reference,
        amount=payment.amount,
        title=payment.title,
        email=email,
        language=payment.customer.speaks,
        return_url=return_url,
        order_id=payment.order_id,
    )


def ask_to_confirm(session: Session, payment: Payment, event: Event, *, now: datetime) -> None:
    """Have the company told that we know of the money; only then it is ours."""
    facts = {"payment_id": payment.id, "order_id": event.order_id}
    outbox.put(session, CONFIRM, facts, now=now, expires_at=now + _TRIED_FOR)


def _payment_of(session: Session, company: str, event: Event) -> Payment | None:
    found = session.scalar(queries.id_of_reference(company, event.reference))
    return session.scalars(queries.locked(found)).unique().one() if found else None


def _verdict_on(payment: Payment | None, event: Event) -> Verdict:
    """Whether it fits what we asked for. That nothing was taken may be said without an amount."""
    if payment is None:
        return Verdict.UNKNOWN
    if payment.order_id and event.order_id != payment.order_id:
        return Verdict.WRONG_ORDER
    if event.kind in _REFUNDS:
        refund = next((refund for refund in payment.refunds if refund.reference == event.refund_reference), None)
        if refund is None:
            return Verdict.UNKNOWN
        fits = (refund.amount, CURRENCY) == (event.amount, event.currency)
        return Verdict.APPLIED if fits else Verdict.WRONG_AMOUNT
    if event.kind is Kind.FAILED and not event.amount:
        return Verdict.APPLIED
    fits = (payment.amount, CURRENCY) == (event.amount, event.currency)
    return Verdict.APPLIED if fits else Verdict.WRONG_AMOUNT


def _apply(session: Session, payment: Payment, event: Event, *, now: datetime, today: date) -> bool:
    """Let it change what it may change. False: nothing."""
    if event.kind in _REFUNDS:
        return apply_refund(session, payment, event, now=now, today=today)
    if event.kind is Kind.FAILED:
        has_failed = fail(payment, event.reason, now=now)
        if has_failed:
            tell_failed(session, payment, now=now)
        return has_failed
    payment.order_id = payment.order_id or event.order_id
    if event.kind is Kind.PENDING:
        return payment.become(State.PENDING, now=now)
    if not event.must_confirm:
        return receive(session, payment, now=now, today=today)
    is_news = payment.become(State.CONFIRMING, now=now)
    if is_news:
        payment.look_again(now=now)
        ask_to_confirm(session, payment, event, now=now)
    return is_news


def _part(invoice: Invoice | None, amount: Money) -> Part:
    if invoice is None:
        return Part(amount=amount)
    return Part(invoice_id=invoice.id, number=invoice.number, amount=amount)
