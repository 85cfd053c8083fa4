"""What customer service does with a complaint: asks for what is missing, answers, consents, sends once more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.complaints import awards, deadlines
from selfcare.complaints.course import lock, note, tell
from selfcare.complaints.models import ACCEPTED, DECISIONS, IN_PART, REFUSED, Complaint, Kind, State, What, WrongState
from selfcare.errors import RuleBroken
from selfcare.money import Money


class OutOfTime(RuleBroken):
    """Whoever is late has lost."""

    message = _l("The time to answer is over: the law has accepted this complaint.")


class TooLateToAsk(RuleBroken):
    """Seven days to complete it must fit into the thirty to answer it."""

    message = _l("Fewer than 7 days are left, so nothing can be asked any more. Answer with what is known.")


class ReasonsMissing(RuleBroken):
    """The law wants facts and law in every answer that refuses something."""

    message = _l("Write the reasons: the law wants them in the answer.")


class AmountWrong(RuleBroken):
    """The amount must fit the decision."""

    message = _l("The amount does not fit the decision: a refusal awards nothing, a part is less than was claimed.")


class SignatureMissing(RuleBroken):
    """An answer says who gave it."""

    message = _l("An answer needs the name and the position of the person who gives it.")


class AnotherPersonNeeded(RuleBroken):
    """Nobody awards a large sum alone."""

    message = _l("So large an award needs the consent of another person.")


class OnlyAccessibility(RuleBroken):
    """Other complaints know no longer term."""

    message = _l("Only a complaint about accessibility can be given 60 days, and only once.")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A decision and who made it. `reasons` are sent to the customer as they are."""

    decision: str  # one of DECISIONS
    reasons: str
    amount: Money = field(default=Money())
    by: str  # the login, for the log
    signature: str  # name and position, for the letter


def answer(  # the reply, from which sum on two must agree, and when
    session: Session, complaint: Complaint, reply: Reply, *, needs_two_above: Money, now: datetime, today: date
) -> None:
    """Decide. Above that sum the answer waits in CONFIRMING for `consent`, while the clock runs on.

    Raises OutOfTime, WrongState, ReasonsMissing, AmountWrong and SignatureMissing.
    """
    lock(session, complaint)
    _check_clock(complaint, today)
    if complaint.state not in {State.FILED, State.INCOMPLETE}:
        raise WrongState
    _check(complaint, reply)
    complaint.decision, complaint.reasons = reply.decision, reply.reasons.strip()
    complaint.awarded = reply.amount or None
    complaint.first_by, complaint.second_by, complaint.signature = reply.by, "", reply.signature.strip()
    if reply.amount > needs_two_above:
        complaint.move(State.CONFIRMING, now=now)
        note(session, complaint, What.PROPOSED, now=now, by=reply.by)
        return
    _close(session, complaint, needs_two_above=needs_two_above, now=now, today=today)


def consent(
    session: Session, complaint: Complaint, *, by: str, needs_two_above: Money, now: datetime, today: date
) -> None:
    """A second person agrees: to an answer that waits, or to paying what the law awarded.

    Raises OutOfTime, WrongState and AnotherPersonNeeded.
    """
    lock(session, complaint)
    if complaint.state == State.ACCEPTED_BY_LAW and complaint.awarded and complaint.paid_at is None:
        _consent_to_pay(session, complaint, by, needs_two_above=needs_two_above, now=now, today=today)
        return
    _check_clock(complaint, today)
    if complaint.state != State.CONFIRMING:
        raise WrongState
    if complaint.first_by == by:
        raise AnotherPersonNeeded
    complaint.second_by = by
    _close(session, complaint, needs_two_above=needs_two_above, now=now, today=today)


def send_back(session: Session, complaint: Complaint, *, by: str, why: str, now: datetime) -> None:
    """The second person does not agree: the complaint waits for another answer. Raises WrongState."""
    lock(session, complaint)
    if complaint.state != State.CONFIRMING:
        raise WrongState
    complaint.move(State.FILED, now=now)
    complaint.decision, complaint.reasons, complaint.awarded = "", "", None
    complaint.first_by = complaint.signature = ""
    note(session, complaint, What.SENT_BACK, now=now, by=by, text=why)


def ask_for_completion(
    session: Session, complaint: Complaint, question: str, *, by: str, now: datetime, today: date
) -> None:
    """Seven days to say what is missing; the clock runs on meanwhile. Raises TooLateToAsk, WrongState."""
    lock(session, complaint)
    _check_clock(complaint, today)
    if complaint.state != State.FILED:
        raise WrongState
    complete_by = today + deadlines.COMPLETE
    if complaint.answer_by and complete_by > complaint.answer_by:
        raise TooLateToAsk
    complaint.move(State.INCOMPLETE, now=now)
    complaint.complete_by = complete_by
    note(session, complaint, What.ASKED, now=now, by=by, text=question.strip())
    tell(session, complaint, What.ASKED, now=now)


def extend(session: Session, complaint: Complaint, why: str, *, by: str, now: datetime, today: date) -> None:
    """Accessibility only: 60 days instead of 30, told before the 30 are over. Raises OnlyAccessibility, OutOfTime."""
    lock(session, complaint)
    _check_clock(complaint, today)
    if complaint.kind != Kind.ACCESSIBILITY or complaint.is_extended or not complaint.is_open:
        raise OnlyAccessibility
    if not why.strip():
        raise ReasonsMissing
    assert complaint.counted_from is not None  # noqa: S101  # whatever is open was filed
    complaint.is_extended = True
    complaint.answer_by = deadlines.answer_by(complaint.counted_from, extended=True)
    note(session, complaint, What.EXTENDED, now=now, by=by, text=why.strip())
    tell(session, complaint, What.EXTENDED, now=now)


def note_resent(session: Session, complaint: Complaint, *, by: str, now: datetime) -> None:
    """The answer went out once more, by post."""
    lock(session, complaint)
    if complaint.resend_by is None:
        raise WrongState
    complaint.resend_by = None
    note(session, complaint, What.RESENT, now=now, by=by)


def assign(session: Session, complaint: Complaint, to: str, *, by: str, now: datetime) -> None:
    """Who answers it; nobody in particular with an empty name."""
    if complaint.assigned_to != to:
        complaint.assigned_to = to
        note(session, complaint, What.ASSIGNED, now=now, by=by, text=to)


def write_note(session: Session, complaint: Complaint, text: str, *, by: str, now: datetime) -> None:
    """Among us; no customer sees it."""
    note(session, complaint, What.NOTE, now=now, by=by, text=text.strip())


def _close(session: Session, complaint: Complaint, *, needs_two_above: Money, now: datetime, today: date) -> None:
    complaint.move(State.ANSWERED, now=now)
    if complaint.awarded:
        complaint.pay_by = today + deadlines.PAY
    note(session, complaint, What.ANSWERED, now=now, by=complaint.first_by)
    awards.pay(session, complaint, needs_two_above=needs_two_above, now=now, today=today)
    tell(session, complaint, What.ANSWERED, now=now)


def _consent_to_pay(
    session: Session, complaint: Complaint, by: str, *, needs_two_above: Money, now: datetime, today: date
) -> None:
    if complaint.first_by == by:
        raise AnotherPersonNeeded
    if not complaint.first_by:
        complaint.first_by = by
        note(session, complaint, What.PROPOSED, now=now, by=by)
        return
    complaint.second_by = by
    awards.pay(session, complaint, needs_two_above=needs_two_above, now=now, today=today)


def _check_clock(complaint: Complaint, today: date) -> None:
    if complaint.is_out_of_time(today):
        raise OutOfTime


def _check(complaint: Complaint, reply: Reply) -> None:
    claimed = complaint.claimed or Money()
    fits = {
        ACCEPTED: reply.amount >= claimed,
        IN_PART: not claimed or Money() < reply.amount < claimed,
        REFUSED: not reply.amount,
    }
    if reply.decision not in DECISIONS or not fits[reply.decision] or reply.amount < Money():
        raise AmountWrong
    if reply.decision != ACCEPTED and not reply.reasons.strip():
        raise ReasonsMissing
    if not reply.signature.strip():
        raise SignatureMissing
