"""Taking an invoice in."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.invoices.document import Document
from selfcare.invoices.ksef import has_shape, plain
from selfcare.invoices.models import Corrected, Invoice, InvoiceXml


def receive(
    session: Session,
    xml: bytes,
    document: Document,
    *,
    customer: Customer,
    now: datetime,
    file_name: str = "",
    ksef_number: str = "",
    received_at: datetime | None = None,
) -> Invoice:
    """Keep a new invoice: its bytes as they are, and what lists need of it. The caller knows that it is new."""
    invoice = Invoice(
        sha256=hashlib.sha256(xml).digest(),
        customer_id=customer.id,
        number=document.number,
        kind=document.kind,
        issued_on=document.issued_on,
        period_from=document.period_from,
        period_to=document.period_to,
        currency=document.currency,
        total=document.total,
        to_pay=document.to_pay,
        left_to_pay=document.left_to_pay,
        due_on=document.due_on,
        paid_on=document.payment.paid_on,
        ksef_number=plain(ksef_number),
        seller_nip=document.seller.nip,
        bank_account=document.bank_account,
        file_name=file_name,
        received_at=received_at or now,
        xml=InvoiceXml(content=xml),
        corrected=[
            Corrected(
                number=fact.number,
                issued_on=fact.issued_on,
                ksef_number=plain(fact.ksef_number) if has_shape(fact.ksef_number) else "",
            )
            for fact in (document.correction.corrected if document.correction else ())
        ],
    )
    session.add(invoice)
    return invoice
