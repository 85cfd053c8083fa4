"""Everything between a customer and us in one list: complaints, questions and orders, open ones first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from selfcare.complaints.models import OPEN, Complaint, State
from selfcare.contact.models import Thread
from selfcare.contact.queries import threads_of
from selfcare.customers.models import Customer
from selfcare.orders.models import DRAFT, DROPPED, WAITING, Order
from selfcare.orders.queries import orders_of
from selfcare.tables import Moment

PER_PAGE = 25
_LIMIT = 100 + PER_PAGE + 1  # of each table: more than a hundred open ones has nobody
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

COMPLAINT, QUESTION, ORDER = "c", "q", "o"  # in keys, and the order of what moved at the same moment


@dataclass(frozen=True)
class Key:
    """The last row of a page: when it moved, what it is, its id."""

    moved_at: datetime
    kind: str
    id: int

    @classmethod
    def read(cls, text: str) -> Key | None:
        """As `write` wrote it; None for what no page of ours links to."""
        parts = text.split("-")
        if len(parts) != 3 or parts[1] not in {COMPLAINT, QUESTION, ORDER}:
            return None
        if not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (parts[0], parts[2])):
            return None
        return cls(_EPOCH + int(parts[0]) * _MICROSECOND, parts[1], int(parts[2]))

    def write(self) -> str:
        return f"{(self.moved_at - _EPOCH) // _MICROSECOND}-{self.kind}-{self.id}"


_TOP = Key(datetime(2500, 1, 1, tzinfo=UTC), QUESTION, 0)  # newer than everything


@dataclass(frozen=True)
class Case:
    """One row of the list."""

    key: Key
    record: Complaint | Thread | Order

    @property
    def kind(self) -> str:
        return self.key.kind


@dataclass(frozen=True)
class Cases:
    """A page of them. Drafts and open ones are on the first page only."""

    drafts: Sequence[Complaint]
    open: Sequence[Case]
    ended: Sequence[Case]
    next_key: str

    @property
    def is_empty(self) -> bool:
        return not (self.drafts or self.open or self.ended)


def cases_of(session: Session, customer: Customer, after: Key | None = None) -> Cases:
    """Three statements."""
    found = [list(session.scalars(query.limit(_LIMIT))) for query in _queries(customer, after)]
    cases = [_case(record) for records in found for record in records if not _is_draft(record)]
    ended = sorted((one for one in cases if not _is_open(one.record)), key=_age, reverse=True)
    shown = ended[:PER_PAGE]
    has_more = len(ended) > PER_PAGE or any(len(records) == _LIMIT for records in found)
    return Cases(
        drafts=[record for record in found[0] if isinstance(record, Complaint) and _is_draft(record)],
        open=sorted((one for one in cases if _is_open(one.record)), key=_urgency),
        ended=shown,
        next_key=(shown[-1].key if shown else _TOP).write() if has_more else "",
    )


def _queries(customer: Customer, after: Key | None) -> Iterable[Select[Any]]:
    """Of each table what is open and the newest of what ended; with a key only what ended before it."""
    whole = (joinedload(Complaint.line), joinedload(Complaint.invoice))
    mine = select(Complaint).where(Complaint.customer_id == customer.id).options(*whole)
    open_complaint = Complaint.state.in_((*OPEN, State.DRAFT))
    yield _newest(mine, open_complaint, _Row(COMPLAINT, Complaint.changed_at, Complaint.id), after)
    waiting = or_(and_(Thread.is_answered.is_(False), Thread.closed_at.is_(None)), Thread.is_unread)
    yield _newest(threads_of(customer), waiting, _Row(QUESTION, Thread.changed_at, Thread.id), after)
    orders = orders_of(customer).where(Order.state.not_in((DRAFT, DROPPED)))
    moved_at = func.coalesce(Order.closed_at, Order.placed_at, Order.asked_at)
    yield _newest(orders, Order.state == WAITING, _Row(ORDER, moved_at, Order.id), after)


@dataclass(frozen=True)
class _Row:
    """The columns that make a key."""

    kind: str
    moved_at: ColumnElement[Any] | InstrumentedAttribute[datetime]
    id: InstrumentedAttribute[int]

    def is_before(self, key: Key) -> ColumnElement[bool]:
        moment = literal(key.moved_at, Moment())
        if self.kind == key.kind:
            return or_(self.moved_at < moment, and_(self.moved_at == moment, self.id < key.id))
        return self.moved_at <= moment if self.kind < key.kind else self.moved_at < moment


def _newest(query: Select[Any], is_open: ColumnElement[bool], row: _Row, after: Key | None) -> Select[Any]:
    if after:
        query = query.where(not_(is_open), row.is_before(after))
    return query.order_by(None).order_by(is_open.desc(), row.moved_at.desc(), row.id.desc())


def _case(record: Complaint | Thread | Order) -> Case:
    if isinstance(record, Order):
        return Case(Key(record.closed_at or record.placed_at or record.asked_at, ORDER, record.id), record)
    return Case(Key(record.changed_at, COMPLAINT if isinstance(record, Complaint) else QUESTION, record.id), record)


def _is_draft(record: Complaint | Thread | Order) -> bool:
    return isinstance(record, Complaint) and record.state == State.DRAFT


def _is_open(record: Complaint | Thread | Order) -> bool:
    if isinstance(record, Thread):
        return record.is_unread or not (record.is_answered or record.closed_at)
    return record.is_open if isinstance(record, Complaint) else record.state == WAITING


def _age(case: Case) -> tuple[datetime, str, int]:
    return case.key.moved_at, case.key.kind, case.key.id


def _urgency(case: Case) -> tuple[str, date, float, int]:
    """Complaints by deadline, then questions, the newest first, then orders by their day."""
    record = case.record
    rank = {COMPLAINT: "1", QUESTION: "2", ORDER: "3"}[case.kind]
    day = date.max
    if isinstance(record, Complaint):
        day = record.answer_by or day
    elif isinstance(record, Order):
        day = record.effective_on
    return rank, day, -case.key.moved_at.timestamp(), record.id
