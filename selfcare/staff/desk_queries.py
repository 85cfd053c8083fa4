"""Finding whose a case is, and what was noted about it."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from selfcare.balance.models import Payout
from selfcare.complaints.models import Complaint, Event
from selfcare.contact.models import CallBack, Thread
from selfcare.orders.models import PAYOUT as ORDER_OF_PAYOUT
from selfcare.orders.models import Order
from selfcare.staff.desk_models import Assignment, Note
from selfcare.staff.models import StaffMember
from selfcare.staff.queues import CALL, COMPLAINT, ORDER, PAYOUT, QUESTION

_MOST_NOTES = 50


def beside(subject: str) -> Select[str | None, str | None, Note | None, str | None]:
    """Assignee's e-mail and name, and each note with its author's name, newest first. One row without notes."""
    assignee, author = StaffMember.__table__.alias("assignee"), StaffMember.__table__.alias("author")
    one = select(StaffMember.id).order_by(StaffMember.id).limit(1).subquery()
    return (
        select(Assignment.assignee, assignee.c.name, Note, author.c.name)
        .select_from(one)
        .outerjoin(Assignment, Assignment.subject == subject)
        .outerjoin(assignee, assignee.c.email == Assignment.assignee)
        .outerjoin(Note, Note.subject == subject)
        .outerjoin(author, author.c.email == Note.author)
        .order_by(Note.id.desc())
        .limit(_MOST_NOTES)
    )


def colleagues() -> Select[StaffMember]:
    """Who can be given a case."""
    return select(StaffMember).where(StaffMember.ended_at.is_(None)).order_by(StaffMember.name, StaffMember.email)


def case_of(kind: str, case_id: int) -> Select[Any]:
    """The record behind a case of that kind, with its customer. Of a refund that is the payout, not the order."""
    model = _MODELS[kind]
    query: Select[Any] = select(model).where(model.id == case_id).options(joinedload(model.customer))
    if kind in {COMPLAINT, ORDER}:
        query = query.where(model.state.not_in(("draft", "dropped")))
    if kind == ORDER:
        query = query.where(Order.kind != ORDER_OF_PAYOUT)
    if kind in {COMPLAINT, ORDER, QUESTION}:
        query = query.options(joinedload(model.line))
    return query.options(joinedload(model.invoice)) if kind == COMPLAINT else query


_MODELS: dict[str, Any] = {COMPLAINT: Complaint, CALL: CallBack, QUESTION: Thread, PAYOUT: Payout, ORDER: Order}


def course_with_names(complaint: Complaint) -> Select[Event, str]:
    """What happened to a complaint, each with the name of who of us did it."""
    whole = select(Event, StaffMember.name).outerjoin(StaffMember, StaffMember.email == Event.by)
    return whole.where(Event.complaint_id == complaint.id).order_by(Event.id)


def name_of(email: str) -> Select[str]:
    return select(StaffMember.name).where(StaffMember.email == email)
