"""What staff see of a customer: basics, and how to reach the rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, String, cast, func, literal, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from selfcare.auth.models import Device, Tries
from selfcare.balance.models import Entry
from selfcare.billing.models import UsageRecord
from selfcare.complaints.models import Complaint
from selfcare.complaints.models import State as ComplaintState
from selfcare.contact.models import Thread
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import DRAFT, DROPPED, Order
from selfcare.staff.models import REASON_LASTS, Reason, StaffSession
from selfcare.tables import MoneyColumn

SHOWN_CASES = 10
SHOWN_INVOICES = 6
SHOWN_LINES = 50


def customer_card(customer_no: str) -> Select[Customer, Money, str | None]:
    """The customer with the balance and the main number."""
    balance = select(func.coalesce(func.sum(Entry.amount), literal(Money(), MoneyColumn())))
    main = select(Line.msisdn).where(Line.customer_id == Customer.id, Line.main, Line.ended_at.is_(None)).limit(1)
    return select(
        Customer, balance.where(Entry.customer_id == Customer.id).scalar_subquery(), main.scalar_subquery()
    ).where(Customer.customer_no == customer_no)


def lines_of(customer: Customer) -> Select[Line]:
    """The main number first, those that ended last."""
    own = select(Line).where(Line.customer_id == customer.id).options(joinedload(Line.tariff))
    return own.order_by(Line.ended_at.is_not(None), Line.main.desc(), Line.msisdn).limit(SHOWN_LINES)


def line_numbered(customer: Customer, line_id: int) -> Select[Line]:
    """A number that somebody holds now."""
    return select(Line).where(Line.id == line_id, Line.customer_id == customer.id, Line.ended_at.is_(None))


def newest_invoices_of(customer: Customer) -> Select[Invoice]:
    own = select(Invoice).where(Invoice.customer_id == customer.id)
    return own.order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(SHOWN_INVOICES)


def cases_of(customer: Customer) -> Select[str, int, str, str, datetime, bool]:
    """Complaints, questions and orders: (kind, id, title, number, when it moved last, whether it waits)."""
    complaints = _case("complaint", Complaint.id, Complaint.kind, Complaint.number, Complaint.changed_at).add_columns(
        Complaint.closed_at.is_(None).label("waits")
    )
    questions = _case("question", Thread.id, Thread.subject, literal("", String), Thread.changed_at).add_columns(
        Thread.answer_by.is_not(None).label("waits")
    )
    orders = _case("order", Order.id, Order.kind, Order.number, Order.asked_at).add_columns(
        Order.closed_at.is_(None).label("waits")
    )
    every = union_all(
        complaints.where(Complaint.customer_id == customer.id, Complaint.state != ComplaintState.DRAFT),
        questions.where(Thread.customer_id == customer.id),
        orders.where(Order.customer_id == customer.id, Order.state.not_in((DRAFT, DROPPED))),
    ).subquery()
    kind, case_id, title, number, at, waits = every.c
    return select(kind, case_id, title, number, at, waits).order_by(waits.desc(), at.desc(), case_id).limit(SHOWN_CASES)


def tries_at(keys: Collection[bytes]) -> Select[Tries]:
    return select(Tries).where(Tries.login_key.in_(keys))


def slowed_devices_of(customer: Customer) -> Select[Device]:
    """Browsers of the customer with wrong tries that are not forgotten yet."""
    return select(Device).where(Device.customer_id == customer.id, Device.wrong_in_row > 0)


def live_reason(row: StaffSession, customer: Customer, now: datetime) -> Select[Reason]:
    """Why this member of staff may see call records now, if at all."""
    given = select(Reason).where(Reason.session_id == row.id, Reason.customer_id == customer.id)
    return given.where(Reason.given_at > now - REASON_LASTS).order_by(Reason.id.desc()).limit(1)


def _case(
    kind: str, case_id: object, title: object, number: object, at: object
) -> Select[str, int, str, str, datetime]:
    return select(
        literal(kind, String).label("kind"),
        case_id.label("case_id"),  # type: ignore[attr-defined]  # columns of four tables
        cast(title, String).label("title"),
        cast(number, String).label("number"),
        at.label("at"),  # type: ignore[attr-defined]
    )


def older_than(query: Select[UsageRecord], started_at: datetime, record_id: str) -> Select[UsageRecord]:
    """The rest of a list of call records, from the one after this on."""
    is_older = tuple_(UsageRecord.started_at, UsageRecord.record_id) < tuple_(started_at, record_id)
    return query.where(UsageRecord.started_at <= started_at, is_older)
