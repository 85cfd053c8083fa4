"""The law does not wait: what the worker does at midnight, and what it must leave alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry as AuditEntry
from selfcare.balance.actions import free_credit
from selfcare.balance.models import Entry, Kind, Payout
from selfcare.complaints import answering, jobs, queries
from selfcare.complaints.answering import AnotherPersonNeeded, OutOfTime
from selfcare.complaints.models import ACCOUNT, NOTHING, Complaint, State, What
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import ANNA_ACCOUNT, NOON
from tests.complaints.filed import LIMIT, TODAY, answer, draft, file

AtMidnight = Callable[[date], None]
LAST_DAY = date(2026, 12, 25)
AFTER = LAST_DAY + timedelta(days=1)


def _what(db: Session, complaint: Complaint) -> list[str]:
    return [event.what for event in db.scalars(queries.whole_course_of(complaint))]


def test_on_its_last_day_it_still_waits(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)

    at_midnight(LAST_DAY)

    assert complaint.state == State.FILED


def test_at_midnight_after_it_the_law_accepts(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)

    at_midnight(AFTER)

    assert (complaint.state, complaint.awarded) == (State.ACCEPTED_BY_LAW, Money(2000))
    assert complaint.pay_by == LAST_DAY + timedelta(days=30)
    assert free_credit(db, anna) == Money(2000)
    entry = db.scalars(select(Entry).where(Entry.kind == Kind.AWARD)).one()
    assert (entry.title, entry.source) == (complaint.number, f"complaint:{complaint.id}")
    log = db.scalars(select(AuditEntry).where(AuditEntry.what == "complaint_accepted_by_law")).one()
    assert (log.actor, log.customer_no) == ("system", anna.customer_no)


def test_the_same_night_twice_pays_once(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)

    at_midnight(AFTER)
    at_midnight(AFTER + timedelta(days=1))

    assert _what(db, complaint).count(What.ACCEPTED_BY_LAW) == 1
    assert free_credit(db, anna) == Money(2000)


def test_a_large_claim_waits_for_two_people(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna, claimed=LIMIT + Money(1))
    at_midnight(AFTER)
    assert (complaint.awarded, complaint.paid_at) == (LIMIT + Money(1), None)
    by = {"needs_two_above": LIMIT, "now": NOON, "today": AFTER}

    answering.consent(db, complaint, by="szef@example.org", **by)  # type: ignore[arg-type]
    with pytest.raises(AnotherPersonNeeded):
        answering.consent(db, complaint, by="szef@example.org", **by)  # type: ignore[arg-type]
    answering.consent(db, complaint, by="admin@example.org", **by)  # type: ignore[arg-type]

    assert free_credit(db, anna) == LIMIT + Money(1)
    assert complaint in db.scalars(queries.complaints_of(anna)).all()
    assert complaint not in db.scalars(queries.waiting_for_consent()).all()


def test_money_for_an_account_is_sent_there(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna, wish=ACCOUNT, account=ANNA_ACCOUNT)

    at_midnight(AFTER)

    payout = db.get_one(Payout, complaint.payout_id)
    assert (payout.amount, payout.account, payout.state) == (Money(2000), ANNA_ACCOUNT, Payout.ASKED)
    assert payout.due_on == AFTER + timedelta(days=30)
    assert free_credit(db, anna) == Money()


def test_without_money_nothing_is_booked(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna, wish=NOTHING)

    at_midnight(AFTER)

    assert (complaint.state, complaint.awarded, complaint.pay_by) == (State.ACCEPTED_BY_LAW, None, None)


def test_nobody_answers_after_midnight(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)

    with pytest.raises(OutOfTime):
        answer(db, complaint, now=NOON + timedelta(days=31))


def test_not_completed_it_lapses_and_is_not_accepted(
    db: Session, anna: Customer, noon: None, at_midnight: AtMidnight
) -> None:
    complaint = file(db, anna, circumstances="")
    assert (complaint.state, complaint.complete_by) == (State.INCOMPLETE, TODAY + timedelta(days=7))

    at_midnight(TODAY + timedelta(days=7))
    assert complaint.state == State.INCOMPLETE
    at_midnight(AFTER)

    assert complaint.state == State.LAPSED


def test_a_worker_that_slept_for_weeks_still_counts_right(
    db: Session, anna: Customer, noon: None, at_midnight: AtMidnight
) -> None:
    whole, lacking = file(db, anna), file(db, anna, circumstances="")

    at_midnight(AFTER + timedelta(days=40))

    assert (whole.state, lacking.state) == (State.ACCEPTED_BY_LAW, State.LAPSED)
    assert whole.pay_by == LAST_DAY + timedelta(days=30)


def test_staff_are_warned_once_at_each_step(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)

    for day in range(32):
        at_midnight(TODAY + timedelta(days=day))

    told = [event.text for event in db.scalars(queries.warned())]
    assert told == ["1", "3", "7", "14"]
    assert What.WARNED not in [event.what for event in db.scalars(queries.course_of(complaint))]


def test_a_missed_warning_is_made_up_for(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)

    at_midnight(LAST_DAY - timedelta(days=5))
    at_midnight(LAST_DAY - timedelta(days=4))

    assert [event.text for event in db.scalars(queries.warned())] == ["5"]
    assert complaint.warned == 7


def test_what_is_answered_is_left_alone(db: Session, anna: Customer, noon: None, at_midnight: AtMidnight) -> None:
    complaint = file(db, anna)
    answer(db, complaint)

    at_midnight(AFTER)

    assert complaint.state == State.ANSWERED


def test_drafts_are_forgotten(db: Session, anna: Customer, noon: None) -> None:
    draft(db, anna)

    jobs.forget_drafts(db, now=NOON + jobs.KEEP_DRAFTS - timedelta(minutes=1))
    db.flush()
    assert db.scalars(queries.drafts_of(anna)).all()
    jobs.forget_drafts(db, now=NOON + jobs.KEEP_DRAFTS + timedelta(minutes=1))
    db.flush()

    assert not db.scalars(queries.drafts_of(anna)).all()


def test_a_month_of_silence_is_money_on_the_page(
    reader: Browser, db: Session, anna: Customer, at_midnight: AtMidnight
) -> None:
    complaint = file(db, anna)
    at_midnight(AFTER)

    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        reader.sign_in(anna)
        reader.open(f"/complaints/{complaint.number}")
        shown = reader.text.replace("\u00a0", " ")
        reader.open("/payments")

    assert "Accepted by law, 20.00 zł" in shown
    assert "We did not answer by 25 December 2026" in shown
    assert "Awarded for a complaint" in reader.text
