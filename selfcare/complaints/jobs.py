"""What the worker does: tells of what happened, with the paper; and every day looks at the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import Select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.brand import Operator
from selfcare.complaints import actions, deadlines, lapsing, papers, queries, words
from selfcare.complaints.models import EMAIL, Complaint, State, What
from selfcare.database import begin_writing
from selfcare.money import Money
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import SMS
from selfcare.notifications.wording import language_for
from selfcare.web.formats import full_day, money

KEEP_DRAFTS = timedelta(days=40)
_SOME = 100
_AS_IT_IS = {"populate_existing": True}
_PAPERS = {What.FILED: papers.CONFIRMATION, What.ANSWERED: papers.ANSWER, What.RESENT: papers.ANSWER}
_ANSWERS = (What.ANSWERED, What.RESENT, What.ACCEPTED_BY_LAW)


def tell(session: Session, facts: Mapping[str, Any], *, now: datetime) -> None:
    """By e-mail with the PDF and by SMS; an answer only by the way the customer chose."""
    complaint = session.get(Complaint, facts["complaint_id"])
    if complaint is None:
        return
    news = What(facts["news"])
    said: dict[str, object] = {**facts_of(complaint), "news": news}
    enclosed: list[notifications.Kept] = []
    if kind := _PAPERS.get(news):
        papers.paper_of(session, complaint, kind, operator(), now=now)
        enclosed = [notifications.Kept(*papers.kept_as(complaint, kind), papers.file_name(complaint, kind))]
    message = "complaint_filed" if news == What.FILED else "complaint_news"
    if news in _ANSWERS and complaint.medium != EMAIL:
        notifications.tell_by(session, complaint.customer, (SMS,), message, now=now, facts=said, enclosed=enclosed)
    else:
        notifications.tell_everywhere(session, complaint.customer, message, now=now, facts=said, enclosed=enclosed)


def keep_the_clock(session: Session, *, now: datetime) -> None:
    """Midnight in Warsaw is over: what lapsed, what the law accepted, and what staff must hear of."""
    today = now.astimezone(clock.WARSAW).date()
    for take in (_lapse_some, _accept_some, lapsing.warn):
        while take(session, now=now, today=today):
            session.commit()  # others must not wait for all of them
            begin_writing()


def forget_drafts(session: Session, *, now: datetime) -> None:
    """Delete what was begun and never sent."""
    actions.forget_drafts(session, before=now - KEEP_DRAFTS)


def needs_two_above() -> Money:
    """More than that nobody awards alone."""
    return Money.rounded(operator().dues.payout_needs_two_above)


def operator() -> Operator:
    return cast("Operator", current_app.extensions["operator"])


def _lapse_some(session: Session, *, now: datetime, today: date) -> bool:
    return _each(session, queries.not_completed(today), lambda one: lapsing.lapse(session, one, now=now))


def _accept_some(session: Session, *, now: datetime, today: date) -> bool:
    most = needs_two_above()

    def accept(complaint: Complaint) -> None:
        lapsing.accept_by_law(session, complaint, needs_two_above=most, now=now, today=today)

    return _each(session, queries.out_of_time(today), accept)


def _each(session: Session, query: Select[Complaint], act: Callable[[Complaint], None]) -> bool:
    found = session.scalars(query.limit(_SOME).with_for_update(of=Complaint), execution_options=_AS_IT_IS).all()
    for complaint in found:
        act(complaint)
    session.flush()
    return bool(found)


def facts_of(complaint: Complaint) -> dict[str, object]:
    """What templates may say, in the customer's language."""
    with force_locale(language_for(complaint.customer.speaks)):
        answer_by = complaint.answer_by or clock.today()
        return {
            "number": complaint.number,
            "title": words.title(complaint),
            "filed": full_day(words.day_of(complaint.filed_at)) if complaint.filed_at else "",
            "answer_by": full_day(answer_by),
            "midnight": full_day(words.day_of(deadlines.accepted_at(answer_by))),
            "complete_by": full_day(complaint.complete_by) if complaint.complete_by else "",
            "missing": words.missing(complaint.missing),
            "decision": words.decision(complaint) if complaint.state in {State.ANSWERED, State.ACCEPTED_BY_LAW} else "",
            "amount": money(complaint.awarded) if complaint.awarded else "",
            "pay_by": full_day(complaint.pay_by) if complaint.pay_by else "",
            "is_paid": int(complaint.paid_at is not None),
        }
