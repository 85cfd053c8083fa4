"""Finding complaints. A customer's page starts from `complaints_of`, a staff page from the queues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attached_to
from selfcare.complaints.deadlines import WARN_AT
from selfcare.complaints.models import INTERNAL, OPEN, Complaint, Event, State, What
from selfcare.customers.models import Customer

Key = tuple[date, int]  # the last day to answer, and the id
_MOST_DRAFTS = 20


def complaints_of(customer: Customer) -> Select[Complaint]:
    """What the customer has sent, the one that moved last first."""
    own = select(Complaint).where(Complaint.customer_id == customer.id, Complaint.state != State.DRAFT)
    return own.order_by(Complaint.changed_at.desc(), Complaint.id.desc())


def complaint_numbered(customer: Customer, number: str) -> Select[Complaint]:
    whole = complaints_of(customer).where(Complaint.number == number)
    return whole.options(joinedload(Complaint.line), joinedload(Complaint.invoice))


def drafts_of(customer: Customer) -> Select[Complaint]:
    """What was begun and not sent."""
    own = select(Complaint).where(Complaint.customer_id == customer.id, Complaint.state == State.DRAFT)
    return own.order_by(Complaint.changed_at.desc(), Complaint.id.desc()).limit(_MOST_DRAFTS)


def draft_numbered(customer: Customer, number: str) -> Select[Complaint]:
    """A draft; also one that was sent meanwhile, so that a second press finds it."""
    own = select(Complaint).where(Complaint.customer_id == customer.id, Complaint.draft == number)
    return own.options(joinedload(Complaint.line), joinedload(Complaint.invoice))


def drafted_since(customer: Customer, moment: datetime) -> Select[int]:
    own = select(func.count()).select_from(Complaint)
    return own.where(Complaint.customer_id == customer.id, Complaint.drafted_at > moment)


def course_of(complaint: Complaint) -> Select[Event]:
    """What happened, in order, as the customer may see it."""
    return whole_course_of(complaint).where(Event.what.not_in(INTERNAL))


def whole_course_of(complaint: Complaint) -> Select[Event]:
    """What happened, in order, with warnings and notes among us."""
    return select(Event).where(Event.complaint_id == complaint.id).order_by(Event.id)


def files_of(complaint: Complaint) -> Select[Attachment]:
    return attached_to([complaint.files_place])


def added_since(complaint: Complaint, moment: datetime) -> Select[int]:
    """How often the customer added something since then."""
    added = select(func.count()).select_from(Event).where(Event.complaint_id == complaint.id)
    return added.where(Event.what == What.ADDED, Event.at > moment)


def last_question(complaint: Complaint) -> Select[Event]:
    """What we asked for, the newest first."""
    asked = select(Event).where(Event.complaint_id == complaint.id, Event.what == What.ASKED)
    return asked.order_by(Event.id.desc()).limit(1)


def event_sent_as(once: bytes) -> Select[Event]:
    return select(Event).where(Event.once == once)


def waiting_by_deadline(after: Key | None = None) -> Select[Complaint]:
    """Staff: everything that must be answered, the nearest deadline first, with its customer. Paged by key."""
    queue = select(Complaint).where(Complaint.state.in_(OPEN)).order_by(Complaint.answer_by, Complaint.id)
    if after is not None:
        queue = queue.where(_is_beyond(after))
    return queue.options(joinedload(Complaint.customer))


def waiting_for_consent() -> Select[Complaint]:
    """Staff: answers, and money the law awarded, that need a second person."""
    unpaid = and_(Complaint.state == State.ACCEPTED_BY_LAW, Complaint.awarded.is_not(None), Complaint.paid_at.is_(None))
    waiting = select(Complaint).where(or_(Complaint.state == State.CONFIRMING, unpaid))
    return waiting.order_by(Complaint.answer_by, Complaint.id).options(joinedload(Complaint.customer))


def to_resend() -> Select[Complaint]:
    """Staff: answers that did not arrive and must be sent once more, by post."""
    waiting = select(Complaint).where(Complaint.resend_by.is_not(None))
    return waiting.order_by(Complaint.resend_by, Complaint.id).options(joinedload(Complaint.customer))


def warned() -> Select[Event]:
    """Staff: warnings of deadlines, newest first; each names the days left in its text."""
    return select(Event).where(Event.what == What.WARNED).order_by(Event.id.desc())


def for_staff(number: str) -> Select[Complaint]:
    """Any customer's, by number."""
    whole = (joinedload(Complaint.customer), joinedload(Complaint.line), joinedload(Complaint.invoice))
    return select(Complaint).where(Complaint.number == number, Complaint.state != State.DRAFT).options(*whole)


def all_with_deadlines() -> Select[Complaint]:
    """The auditor's report: everything that was ever filed, with its dates."""
    filed = select(Complaint).where(Complaint.state != State.DRAFT).order_by(Complaint.id)
    return filed.options(joinedload(Complaint.customer))


def out_of_time(today: date) -> Select[Complaint]:
    """What the law has accepted and nobody wrote down yet. Look at `not_completed` first."""
    return select(Complaint).where(Complaint.state.in_(OPEN), Complaint.answer_by < today).order_by(Complaint.id)


def not_completed(today: date) -> Select[Complaint]:
    late = select(Complaint).where(Complaint.state == State.INCOMPLETE, Complaint.complete_by < today)
    return late.order_by(Complaint.id)


def to_warn_of(last_days: Iterable[tuple[int, date]], today: date) -> Select[Complaint]:
    """Open ones that reached a step since staff were warned last; `last_days` are the steps with their days."""
    reached = case(*((Complaint.answer_by <= day, step) for step, day in sorted(last_days)), else_=max(WARN_AT) + 1)
    waiting = select(Complaint).where(Complaint.state.in_(OPEN), Complaint.answer_by >= today)
    return waiting.where(reached < Complaint.warned, reached <= max(WARN_AT)).order_by(Complaint.answer_by)


def forgotten_drafts(before: datetime) -> Select[Complaint]:
    return select(Complaint).where(Complaint.state == State.DRAFT, Complaint.changed_at < before)


def _is_beyond(key: Key) -> ColumnElement[bool]:
    day, number = key
    return or_(Complaint.answer_by > day, and_(Complaint.answer_by == day, Complaint.id > number))
