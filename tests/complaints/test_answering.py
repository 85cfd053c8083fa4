"""What staff may do with a complaint, and what the rules refuse."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.attachments.inspection import Accepted
from selfcare.balance.actions import free_credit
from selfcare.balance.models import Entry, Payout
from selfcare.complaints import actions, answering, queries
from selfcare.complaints.answering import (
    AmountWrong,
    AnotherPersonNeeded,
    OnlyAccessibility,
    OutOfTime,
    ReasonsMissing,
    Reply,
    SignatureMissing,
    TooLateToAsk,
)
from selfcare.complaints.models import (
    ACCEPTED,
    ACCOUNT,
    IN_PART,
    POST,
    REFUSED,
    Complaint,
    Kind,
    State,
    What,
    WrongState,
)
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.outbox.models import Task
from tests.builders import ANNA_ACCOUNT, NOON
from tests.complaints.filed import LIMIT, TODAY, answer, draft, file

_BY = "bok@example.org"


def _events(db: Session, complaint: Complaint) -> list[str]:
    return [event.what for event in db.scalars(queries.whole_course_of(complaint))]


def test_a_part_becomes_credit_at_once(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna, claimed=Money(5000))

    answer(db, complaint, IN_PART, 2000)

    assert (complaint.state, complaint.decision, complaint.awarded) == (State.ANSWERED, IN_PART, Money(2000))
    assert complaint.pay_by == TODAY + timedelta(days=30)
    assert free_credit(db, anna) == Money(2000)
    assert _events(db, complaint) == [What.FILED, What.ANSWERED, What.PAID]
    assert complaint.is_unread


def test_consent_to_an_award_is_consent_to_its_payout(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna, wish=ACCOUNT, account=ANNA_ACCOUNT)

    answer(db, complaint)

    payout = db.get_one(Payout, complaint.payout_id)
    assert (payout.state, payout.first_by) == (Payout.APPROVED, _BY)


def test_a_large_award_waits_for_a_second_person(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna, claimed=LIMIT + Money(100), wish=ACCOUNT, account=ANNA_ACCOUNT)
    answer(db, complaint, ACCEPTED, LIMIT.grosze + 100)
    assert complaint.state == State.CONFIRMING
    assert not db.scalars(select(Entry)).all()
    assert complaint in db.scalars(queries.waiting_for_consent()).all()

    with pytest.raises(AnotherPersonNeeded):
        answering.consent(db, complaint, by=_BY, needs_two_above=LIMIT, now=NOON, today=TODAY)
    answering.consent(db, complaint, by="szef@example.org", needs_two_above=LIMIT, now=NOON, today=TODAY)

    payout = db.get_one(Payout, complaint.payout_id)
    assert complaint.state == State.ANSWERED
    assert (payout.state, payout.second_by) == (Payout.APPROVED, "szef@example.org")


def test_sent_back_it_waits_for_another_answer(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna, claimed=LIMIT + Money(100))
    answer(db, complaint, ACCEPTED, LIMIT.grosze + 100)

    answering.send_back(db, complaint, by="szef@example.org", why="Too much.", now=NOON)

    assert (complaint.state, complaint.decision, complaint.awarded) == (State.FILED, "", None)
    with pytest.raises(WrongState):
        answering.consent(db, complaint, by="szef@example.org", needs_two_above=LIMIT, now=NOON, today=TODAY)
    with pytest.raises(WrongState):
        answering.send_back(db, complaint, by="szef@example.org", why="", now=NOON)


@pytest.mark.parametrize(
    ("decision", "grosze", "reasons", "signature", "refusal"),
    [
        (REFUSED, 100, "Because.", "Marta", AmountWrong),
        (IN_PART, 2000, "Because.", "Marta", AmountWrong),  # all of it is no part
        (IN_PART, 0, "Because.", "Marta", AmountWrong),  # nor is nothing
        (ACCEPTED, 1999, "", "Marta", AmountWrong),
        ("perhaps", 0, "", "Marta", AmountWrong),
        (REFUSED, 0, " ", "Marta", ReasonsMissing),
        (IN_PART, 100, "", "Marta", ReasonsMissing),
        (REFUSED, 0, "Because.", " ", SignatureMissing),
    ],
)
def test_an_answer_has_what_the_law_wants(  # noqa: PLR0917
    db: Session, anna: Customer, noon: None, decision: str, grosze: int, reasons: str, signature: str, refusal: type
) -> None:
    complaint = file(db, anna)
    reply = Reply(decision=decision, reasons=reasons, amount=Money(grosze), by=_BY, signature=signature)

    with pytest.raises(refusal):
        answering.answer(db, complaint, reply, needs_two_above=LIMIT, now=NOON, today=TODAY)

    assert complaint.state == State.FILED


def test_nobody_answers_twice(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)
    answer(db, complaint)

    with pytest.raises(WrongState):
        answer(db, complaint, REFUSED, 0)

    assert complaint.decision == ACCEPTED


def test_a_question_leaves_seven_days(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)

    answering.ask_for_completion(db, complaint, "Which street?", by=_BY, now=NOON, today=TODAY)

    assert (complaint.state, complaint.complete_by) == (State.INCOMPLETE, TODAY + timedelta(days=7))
    late = TODAY + timedelta(days=24)
    other = file(db, anna)
    with pytest.raises(TooLateToAsk):
        answering.ask_for_completion(db, other, "Which street?", by=_BY, now=NOON, today=late)


def test_only_accessibility_can_take_sixty_days(db: Session, anna: Customer, noon: None) -> None:
    access, other = file(db, anna, Kind.ACCESSIBILITY), file(db, anna)
    told = {"by": _BY, "now": NOON, "today": TODAY}
    with pytest.raises(ReasonsMissing):
        answering.extend(db, access, " ", **told)  # type: ignore[arg-type]

    answering.extend(db, access, "The device must be tried out.", **told)  # type: ignore[arg-type]

    assert access.answer_by == TODAY + timedelta(days=60)
    assert access.number.startswith("D")
    for complaint in (access, other):
        with pytest.raises(OnlyAccessibility):
            answering.extend(db, complaint, "Once more.", **told)  # type: ignore[arg-type]


def test_an_answer_by_post_goes_again_by_hand(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna, medium=POST)
    answer(db, complaint)

    actions.ask_to_resend(db, complaint, now=NOON, today=TODAY)
    actions.ask_to_resend(db, complaint, now=NOON, today=TODAY)  # impatience changes nothing
    assert complaint.resend_by == TODAY + timedelta(days=5)  # Thursday, Friday, Monday
    assert db.scalars(queries.to_resend()).all() == [complaint]
    answering.note_resent(db, complaint, by=_BY, now=NOON)

    assert _events(db, complaint)[-2:] == [What.RESEND_ASKED, What.RESENT]
    with pytest.raises(WrongState):
        answering.note_resent(db, complaint, by=_BY, now=NOON)


def test_an_answer_by_email_goes_again_at_once(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)
    with pytest.raises(WrongState):
        actions.ask_to_resend(db, complaint, now=NOON, today=TODAY)
    answer(db, complaint)
    before = len(db.scalars(select(Task)).all())

    actions.ask_to_resend(db, complaint, now=NOON, today=TODAY)
    db.flush()

    assert complaint.resend_by is None
    assert len(db.scalars(select(Task)).all()) == before + 1


def test_notes_and_owners_are_among_us(db: Session, anna: Customer, noon: None) -> None:
    complaint = file(db, anna)

    answering.assign(db, complaint, _BY, by="szef@example.org", now=NOON)
    answering.assign(db, complaint, _BY, by="szef@example.org", now=NOON)
    answering.write_note(db, complaint, "Called him.", by=_BY, now=NOON)
    db.flush()

    assert complaint.assigned_to == _BY
    assert _events(db, complaint) == [What.FILED, What.ASSIGNED, What.NOTE]
    assert [event.what for event in db.scalars(queries.course_of(complaint))] == [What.FILED]


def test_the_queue_is_read_by_deadline(db: Session, anna: Customer, bartek: Customer, noon: None) -> None:
    late, soon = file(db, anna), file(db, bartek, now=NOON - timedelta(days=20))
    answered = file(db, anna)
    answer(db, answered)

    assert db.scalars(queries.waiting_by_deadline()).all() == [soon, late]
    assert soon.answer_by is not None
    assert db.scalars(queries.waiting_by_deadline((soon.answer_by, soon.id))).all() == [late]
    assert set(db.scalars(queries.all_with_deadlines())) == {late, soon, answered}
    assert db.scalars(queries.for_staff(late.number)).unique().one() is late


def test_what_comes_too_late_is_refused(db: Session, anna: Customer, noon: None) -> None:
    late = {"now": NOON + timedelta(days=31), "today": TODAY + timedelta(days=31)}
    whole = file(db, anna)
    asked = file(db, anna, now=NOON + timedelta(days=25))
    asked.answer_by = TODAY  # as if it had been asked on its last day

    with pytest.raises(WrongState):
        actions.withdraw(db, whole, **late)  # type: ignore[arg-type]
    with pytest.raises(OutOfTime):
        actions.complete(db, asked, actions.Missing(), "", **late)  # type: ignore[arg-type]
    with pytest.raises(WrongState):
        actions.drop(db, whole)
    with pytest.raises(WrongState):
        actions.detach(db, whole, 1)


def test_there_is_an_end_to_files(db: Session, anna: Customer, noon: None, tmp_path: Path) -> None:
    complaint = draft(db, anna)
    files = [Accepted(f"{number}.txt", "text/plain", bytes([number])) for number in range(actions.MOST_FILES + 1)]

    with pytest.raises(actions.TooManyFiles):
        actions.attach(db, complaint, files, tmp_path, now=NOON)
    actions.attach(db, complaint, files[1:], tmp_path, now=NOON)

    assert len(db.scalars(queries.files_of(complaint)).all()) == actions.MOST_FILES
