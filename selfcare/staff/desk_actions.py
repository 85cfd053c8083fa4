"""Taking cases, giving them to others, and notes among colleagues."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.errors import RuleBroken
from selfcare.staff.desk_models import Assignment, Note


class TakenMeanwhile(RuleBroken):
    """Two people wanted it; one was first."""

    message = _l("{name} was faster and has taken this case.")


def assign(
    session: Session, subject: str, assignee: str, *, seen: str, by: str, customer_no: str, now: datetime
) -> None:
    """Make it somebody's, "" for nobody's. `seen` is whose it was on the screen. Raises TakenMeanwhile."""
    found = session.scalars(_of(subject).with_for_update()).one_or_none()
    is_whose = found.assignee if found else ""
    if is_whose == assignee:
        return
    if is_whose != seen:
        raise TakenMeanwhile(name=is_whose)
    if found and not assignee:
        session.delete(found)
    elif found:
        found.assignee, found.taken_at = assignee, now
    else:
        _take(session, Assignment(subject=subject, assignee=assignee, taken_at=now))
    audit.record(
        session, "case_assigned", now=now, customer_no=customer_no, actor=by, case=subject, to=assignee, former=is_whose
    )


def write_note(session: Session, subject: str, text: str, *, by: str, customer_no: str, now: datetime) -> None:
    """For colleagues alone. The same words by the same person right after each other are one note."""
    newest = select(Note).where(Note.subject == subject).order_by(Note.id.desc()).limit(1)
    last = session.scalars(newest).one_or_none()
    if last and (last.author, last.text) == (by, text):
        return
    session.add(Note(subject=subject, customer_no=customer_no, author=by, text=text, written_at=now))
    audit.record(session, "case_noted", now=now, actor=by, case=subject)  # in no customer's log


def forget_old(session: Session, *, before: datetime) -> None:
    """Delete what was noted and taken before that moment: the cases are as old, and gone or closed."""
    session.execute(delete(Assignment).where(Assignment.taken_at < before))
    session.execute(delete(Note).where(Note.written_at < before))


def _of(subject: str) -> Select[Assignment]:
    return select(Assignment).where(Assignment.subject == subject)


def _take(session: Session, assignment: Assignment) -> None:
    try:
        with session.begin_nested():
            session.add(assignment)
            session.flush()
    except IntegrityError:
        whose = session.scalars(_of(assignment.subject)).one().assignee
        raise TakenMeanwhile(name=whose) from None
