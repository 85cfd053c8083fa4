"""Taking documents in, as the import does."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.invoices import fa3
from selfcare.invoices.actions import receive
from selfcare.invoices.models import Invoice
from tests.builders import NOON
from tests.invoices.xml import invoice_xml


def received(
    db: Session,
    customer: Customer,
    xml: bytes | None = None,
    *,
    ksef_number: str = "",
    now: datetime = NOON,
    **facts: Any,
) -> Invoice:
    """An invoice that came by the feed. Facts make the XML; or give the XML itself."""
    content = xml or invoice_xml(**{"customer_no": customer.customer_no, **facts})
    invoice = receive(db, content, fa3.read(content), customer=customer, now=now, ksef_number=ksef_number)
    db.flush()
    return invoice
