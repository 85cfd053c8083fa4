"""What a customer points at: an invoice or one of its lines, a record of usage, money that moved. Facts are copied."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing.models import UsagePeriod, UsageRecord
from selfcare.clock import WARSAW
from selfcare.complaints.models import Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.invoices import fa3
from selfcare.invoices.breakdown import Group, groups_of
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of, with_xml
from selfcare.lines.models import Line
from selfcare.money import CURRENCY, Money
from selfcare.payments.models import Payment

NAMES = ("invoice", "item", "period", "record", "payment")  # of what an address or a form may point with
_LARGEST = 2**63 - 1
_MOST_GROUPS = 50  # numbers whose items are offered one by one


@dataclass(frozen=True, kw_only=True)
class Pointed:
    """One thing, and what it says of itself. Whom was called is not copied: nobody here needs it."""

    facts: Mapping[str, str | int]
    on: date | None = None
    amount: Money | None = None
    invoice: Invoice | None = None
    line: Line | None = None
    items: Sequence[tuple[str, str]] = ()  # of an invoice: what else can be pointed at, and its name

    @property
    def as_text(self) -> str:
        return json.dumps(dict(self.facts), ensure_ascii=False)

    def put_into(self, complaint: Complaint) -> None:
        """A complaint about this, as far as the thing itself knows."""
        complaint.kind = Kind.CHARGE
        complaint.evidence = self.as_text
        complaint.since = complaint.until = self.on
        complaint.claimed = self.amount if self.amount and self.amount > Money() else None
        complaint.invoice, complaint.line = self.invoice, self.line


def pointed_at(session: Session, customer: Customer, wanted: Mapping[str, str]) -> Pointed | None:
    """The customer's own record; None when nothing was pointed at, or there is no such."""
    if wanted.get("record"):
        return _record(session, customer, _number(wanted.get("period", "")), wanted["record"])
    if wanted.get("payment"):
        return _payment(session, customer, _number(wanted["payment"]))
    if wanted.get("invoice"):
        return _invoice(session, customer, _number(wanted["invoice"]), wanted.get("item", ""))
    return None


def _invoice(session: Session, customer: Customer, invoice_id: int, item: str) -> Pointed | None:
    invoice = session.scalars(with_xml(invoices_of(customer)).where(Invoice.id == invoice_id)).unique().one_or_none()
    if invoice is None:
        return None
    facts: dict[str, str | int] = {"what": "invoice", "number": invoice.number, "issued": invoice.issued_on.isoformat()}
    groups = groups_of(fa3.read(invoice.xml.content))
    items = [
        (f"{place}-{row}", found.title)
        for place, group in enumerate(groups[:_MOST_GROUPS])
        for row, found in enumerate(group.items)
    ]
    if item:
        return _item(invoice, groups, item, facts, items)
    amount = invoice.left_to_pay if invoice.currency == CURRENCY else None
    facts["grosze"] = invoice.to_pay.grosze
    return Pointed(facts=facts, on=invoice.issued_on, amount=amount, invoice=invoice, items=items)


def _item(
    invoice: Invoice,
    groups: Sequence[Group],
    place: str,
    facts: dict[str, str | int],
    items: Sequence[tuple[str, str]],
) -> Pointed | None:
    """`2-0`: the first line of the third group, as the invoice's page shows them."""
    group, _, row = place.partition("-")
    try:
        found = groups[_number(group)].items[_number(row)]
    except IndexError:
        return None
    facts |= {"what": "item", "title": found.title, "msisdn": groups[_number(group)].msisdn}
    if found.amount is not None:
        facts["grosze"] = found.amount.grosze
    amount = found.amount if invoice.currency == CURRENCY else None
    return Pointed(facts=facts, on=found.line.on or invoice.issued_on, amount=amount, invoice=invoice, items=items)


def _record(session: Session, customer: Customer, period_id: int, record_id: str) -> Pointed | None:
    own = select(UsagePeriod).join(UsagePeriod.line)
    own = own.where(UsagePeriod.id == period_id, Line.customer_id == customer.id)
    period = session.scalars(own).one_or_none()
    if period is None:
        return None
    query = select(UsageRecord).where(UsageRecord.period_id == period_id, UsageRecord.record_id == record_id)
    record = session.scalars(query).first()
    if record is None:
        return None
    facts: dict[str, str | int] = {
        "what": "record",
        "at": record.started_at.isoformat(),
        "kind": record.kind,
        "country": record.country,
        "seconds": record.seconds,
        "bytes": record.bytes,
        "grosze": record.gross.grosze,
        "record": record.record_id,
        "number": period.invoice_number,
        "msisdn": period.line.msisdn,
    }
    number = period.invoice_number
    invoice = session.scalars(invoices_of(customer).where(Invoice.number == number)).first() if number else None
    on = record.started_at.astimezone(WARSAW).date()
    return Pointed(facts=facts, on=on, amount=record.gross, invoice=invoice, line=period.line)


def _payment(session: Session, customer: Customer, payment_id: int) -> Pointed | None:
    own = select(Payment).where(Payment.customer_id == customer.id, Payment.id == payment_id)
    payment = session.scalars(own).one_or_none()
    if payment is None or not payment.is_received:
        return None
    on = (payment.ended_at or payment.created_at).astimezone(WARSAW).date()
    facts: dict[str, str | int] = {
        "what": "payment",
        "booked": on.isoformat(),
        "reference": payment.reference,
        "grosze": payment.amount.grosze,
    }
    return Pointed(facts=facts, on=on, amount=payment.amount)


def _number(text: str) -> int:
    """What is no number points at nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else _LARGEST
