"""The table of states, edge by edge; and whatever happens in whatever order, some things stay true."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.balance.actions import free_credit
from selfcare.complaints import actions, answering, deadlines, jobs, queries
from selfcare.complaints.actions import Missing
from selfcare.complaints.models import (
    ACCEPTED,
    ENDED,
    IN_PART,
    MAY_BECOME,
    OPEN,
    REFUSED,
    Complaint,
    State,
    What,
    WrongState,
)
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.money import Money
from tests.builders import NOON
from tests.complaints.filed import LIMIT, answer, draft

_STATES = list(State)


@pytest.mark.parametrize("after", _STATES)
@pytest.mark.parametrize("before", _STATES)
def test_every_edge_is_allowed_or_forbidden(before: State, after: State) -> None:
    complaint = Complaint(state=before)

    if after in MAY_BECOME[before]:
        complaint.move(after, now=NOON)
        assert (complaint.state, complaint.closed_at) == (after, NOON if after in ENDED else None)
    else:
        with pytest.raises(WrongState):
            complaint.move(after, now=NOON)
        assert complaint.state == before


def test_every_state_is_a_draft_open_or_ended() -> None:
    assert {State.DRAFT, *OPEN, *ENDED} == set(_STATES) == set(MAY_BECOME)


_STEPS = (
    *("file", "complete", "ask", "refuse", "part", "large", "consent", "back", "withdraw", "resend", "midnight"),
    *("wait", "wait5"),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(_STEPS), max_size=14), text=st.sampled_from(["", "No signal."]))
def test_whatever_happens_in_whatever_order(
    db: Session, anna: Customer, noon: None, steps: list[str], text: str
) -> None:
    """Nothing is paid twice, nothing ends twice, nobody answers late, and what is paid is what was awarded."""
    with db.begin_nested() as example:
        complaint = draft(db, anna, circumstances=text, claimed=Money(60_000))
        _take_all(db, complaint, steps)
        _check_the_end(db, anna, complaint)
        example.rollback()


def _take_all(db: Session, complaint: Complaint, steps: list[str]) -> None:
    now = NOON
    for step in steps:
        try:
            with db.begin_nested():
                _take(db, complaint, step, now)
        except RuleBroken:
            db.refresh(complaint)
        now += {"wait": timedelta(days=1), "wait5": timedelta(days=5)}.get(step, timedelta(minutes=1))
        if complaint.state in {State.ANSWERED, State.ACCEPTED_BY_LAW} and complaint.closed_at:
            closed_on = complaint.closed_at.astimezone(clock.WARSAW).date()
            assert complaint.answer_by is not None
            assert (closed_on > complaint.answer_by) == (complaint.state == State.ACCEPTED_BY_LAW)


def _check_the_end(db: Session, anna: Customer, complaint: Complaint) -> None:
    events = [event.what for event in db.scalars(queries.whole_course_of(complaint))]
    assert events.count(What.FILED) == (complaint.state != State.DRAFT)
    assert sum(events.count(end) for end in (What.ANSWERED, What.ACCEPTED_BY_LAW, What.WITHDRAWN)) <= 1
    assert events.count(What.PAID) == (complaint.paid_at is not None)
    paid = complaint.awarded if complaint.paid_at and complaint.awarded else Money()
    assert free_credit(db, anna) == paid


def _take(db: Session, complaint: Complaint, step: str, now: datetime) -> None:
    today = now.astimezone(clock.WARSAW).date()
    clerk = {"by": "bok@example.org", "now": now, "today": today}
    agreed = {"needs_two_above": LIMIT, "now": now, "today": today}
    steps = {
        "file": lambda: actions.file(db, complaint, language="en", now=now, today=today),
        "complete": lambda: actions.complete(db, complaint, Missing(circumstances="Now."), "", now=now, today=today),
        "ask": lambda: answering.ask_for_completion(db, complaint, "Where?", **clerk),  # type: ignore[arg-type]
        "refuse": lambda: answer(db, complaint, REFUSED, 0, now=now),
        "part": lambda: answer(db, complaint, IN_PART, 2000, now=now),
        "large": lambda: answer(db, complaint, ACCEPTED, 60_000, now=now),
        "consent": lambda: answering.consent(db, complaint, by="szef@example.org", **agreed),  # type: ignore[arg-type]
        "back": lambda: answering.send_back(db, complaint, by="szef@example.org", why="", now=now),
        "withdraw": lambda: actions.withdraw(db, complaint, now=now, today=today),
        "resend": lambda: actions.ask_to_resend(db, complaint, now=now, today=today),
        "midnight": lambda: jobs.keep_the_clock(db, now=now),
    }
    steps.get(step, lambda: None)()
    db.flush()


def test_the_terms_are_those_of_the_law() -> None:
    assert (deadlines.ANSWER.days, deadlines.COMPLETE.days, deadlines.PAY.days) == (30, 7, 30)
    assert (deadlines.RESEND_DAYS, deadlines.WARN_AT) == (3, (14, 7, 3, 1))
