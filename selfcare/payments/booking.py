"""What payments write into the ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.balance.models import Method as LedgerMethod
from selfcare.balance.queries import entry_from
from selfcare.invoices.models import Invoice
from selfcare.payments.gateway import Method
from selfcare.payments.models import Payment, Refund


def source_of(payment: Payment) -> str:
    """What the ledger knows a payment by: it takes the same one only once."""
    return f"payment:{payment.reference}"


def book_payment(session: Session, payment: Payment, *, now: datetime, today: date) -> None:
    """It pays what it was meant for, or what is oldest by now; what is left of it is credit."""
    ids = [part.invoice_id for part in payment.parts if part.invoice_id]
    meant = session.scalars(select(Invoice).where(Invoice.id.in_(ids))).all()
    balance.credit(
        session,
        payment.customer,
        payment.amount,
        source=source_of(payment),
        title=payment.title,
        booked_on=today,
        for_invoices=meant,
        method=LedgerMethod.CARD if payment.method == Method.CARD else LedgerMethod.ONLINE,
        now=now,
    )


def book_refund(session: Session, refund: Refund, *, now: datetime, today: date) -> None:
    """The money went back: what it had paid is open again."""
    entry = session.scalars(entry_from(source_of(refund.payment))).one()
    source, title = f"refund:{refund.reference}", refund.title
    balance.give_back(session, entry, refund.amount, source=source, title=title, booked_on=today, now=now)
