"""What a customer points at: an invoice or one of its lines, a record of usage, money that moved. Facts are copied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance.models import Entry
from selfcare.billing.models import UsagePeriod, UsageRecord
from selfcare.clock import WARSAW
from selfcare.complaints.models import Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.invoices import fa3
from selfcare.invoices.breakdown import groups_of
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of, with_xml
from selfcare.lines.models import Line
from selfcare.money import CURRENCY, Money

NAMES = ("invoice", "item", "period", "record", "entry")  # of what an address or a form may point with
_LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Pointed:
    """One thing, and what it says of itself. Whom was called is not copied: nobody here needs it."""

    facts: Mapping[str, str | int]
    on: date | None = None
    amount: Money | None = None
    invoice: Invoice | None = None
    line: Line | None = None

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
    if wanted.get("entry"):
        return _entry(session, customer, _number(wanted["entry"]))
    if wanted.get("invoice"):
        return _invoice(session, customer, _number(wanted["invoice"]), wanted.get("item", ""))
    return None


def _invoice(session: Session, customer: Customer, invoice_id: int, item: str) -> Pointed | None:
    invoice = session.scalars(with_xml(invoices_of(customer)).where(Invoice.id == invoice_id)).unique().one_or_none()
    if invoice is None:
        return None
    facts: dict[str, str | int] = {"what": "invoice", "number": invoice.number, "issued": invoice.issued_on.isoformat()}
    if item:
        return _item(invoice, item, facts)
    amount = invoice.left_to_pay if invoice.currency == CURRENCY else None
    facts["grosze"] = invoice.to_pay.grosze
    return Pointed(facts=facts, on=invoice.issued_on, amount=amount, invoice=invoice)


def _item(invoice: Invoice, place: str, facts: dict[str, str | int]) -> Pointed | None:
    """`2-0`: the first line of the third group, as the invoice's page shows them."""
    groups = groups_of(fa3.read(invoice.xml.content))
    group, _, row = place.partition("-")
    try:
        found = groups[_number(group)].items[_number(row)]
    except IndexError:
        return None
    facts |= {"what": "item", "title": found.title, "msisdn": groups[_number(group)].msisdn}
    if found.amount is not None:
        facts["grosze"] = found.amount.grosze
    amount = found.amount if invoice.currency == CURRENCY else None
    return Pointed(facts=facts, on=found.line.on or invoice.issued_on, amount=amount, invoice=invoice)


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


def _entry(session: Session, customer: Customer, entry_id: int) -> Pointed | None:
    entry = session.scalars(select(Entry).where(Entry.customer_id == customer.id, Entry.id == entry_id)).one_or_none()
    if entry is None:
        return None
    facts: dict[str, str | int] = {
        "what": "payment",
        "booked": entry.booked_on.isoformat(),
        "title": entry.title,
        "grosze": entry.amount.grosze,
    }
    return Pointed(facts=facts, on=entry.booked_on, amount=Money(abs(entry.amount.grosze)))


def _number(text: str) -> int:
    """What is no number points at nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else _LARGEST
