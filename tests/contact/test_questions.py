"""Asking and answering: once each, read by the other side, forgotten after years."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment
from selfcare.contact import actions, jobs
from selfcare.contact.actions import AlreadyCalling, Written
from selfcare.contact.models import CallBack, ContactMessage, Thread
from selfcare.customers.models import Customer
from selfcare.errors import TooMany
from selfcare.notifications.models import Message
from tests import builders
from tests.builders import NOON
from tests.contact.questions import NOWHERE, ask

LETTER = Accepted("list.pdf", "application/pdf", b"%PDF")


def messages(db: Session) -> list[ContactMessage]:
    return list(db.scalars(select(ContactMessage).order_by(ContactMessage.id)))


def test_the_same_form_sent_again_is_one_question(db: Session, anna: Customer, tmp_path: Path) -> None:
    first = ask(db, anna, folder=tmp_path, files=(LETTER,))

    again = ask(db, anna, folder=tmp_path, files=(LETTER,), now=NOON + timedelta(hours=1))

    assert again.id == first.id
    assert len(messages(db)) == 1
    assert db.scalar(select(func.count()).select_from(Attachment)) == 1


def test_the_same_form_with_other_words_is_another_question(db: Session, anna: Customer) -> None:
    """Somebody went back, changed the text and sent it again."""
    assert ask(db, anna, text="One").id != ask(db, anna, text="Two").id


def test_the_same_form_of_another_customer_is_another_question(db: Session, anna: Customer, bartek: Customer) -> None:
    assert ask(db, anna).id != ask(db, bartek).id


def test_a_lost_race_finds_what_the_winner_wrote(db: Session, anna: Customer) -> None:
    """The unique column decides, not the look before."""
    thread = ask(db, anna)
    new = Thread(customer_id=anna.id, subject="x", opened_at=NOON, changed_at=NOON)
    once = Written("May I?", "k", "A number").once(anna, "new")
    db.scalars(select(ContactMessage)).one().text = "seen by nobody yet"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "message_sent_as", lambda _once: select(ContactMessage).where(ContactMessage.id < 0))
        lost = actions._written_once(db, new, once, "May I?", now=NOON)

    assert lost is None
    assert db.scalars(select(Thread.id)).all() == [thread.id]


def test_writing_more_wakes_a_question(db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    actions.answer(db, thread, "Yes.", by="Marta", now=NOON + timedelta(hours=1))
    more = Written("Thank you.", "k2")

    for _twice in range(2):
        actions.write_more(db, anna, thread, more, folder=NOWHERE, now=NOON + timedelta(hours=2))

    assert not thread.is_answered
    assert thread.changed_at == NOON + timedelta(hours=2)
    assert [message.text for message in messages(db)] == ["May I?", "Yes.", "Thank you."]


def test_an_answer_is_told_by_email(db: Session, anna: Customer) -> None:
    thread = ask(db, anna)

    answer = actions.answer(db, thread, "Yes.", by="Marta", now=NOON)

    assert (thread.is_answered, thread.is_unread) == (True, True)
    assert (answer.is_ours, answer.author) == (True, "Marta")
    told = db.scalars(select(Message)).one()
    assert (told.channel, told.recipient, told.kind) == ("email", "anna@example.org", "contact_answer")


@pytest.mark.parametrize(("phone", "channels"), [("+48500100200", ["sms"]), ("", [])])
def test_without_an_email_an_answer_is_told_by_sms(
    db: Session, anna: Customer, phone: str, channels: list[str]
) -> None:
    anna.email, anna.contact_phone = "", phone

    actions.answer(db, ask(db, anna), "Yes.", by="Marta", now=NOON)

    assert list(db.scalars(select(Message.channel))) == channels


def test_each_side_marks_what_the_other_wrote(db: Session, anna: Customer) -> None:
    thread = ask(db, anna)
    actions.answer(db, thread, "Yes.", by="Marta", now=NOON)

    actions.note_read_by_us(db, thread, now=NOON + timedelta(hours=1))
    actions.note_read(db, thread, now=NOON + timedelta(hours=2))

    db.flush()
    db.expire_all()
    hours = [message.read_at - NOON for message in messages(db) if message.read_at]
    assert hours == [timedelta(hours=1), timedelta(hours=2)]
    assert not thread.is_unread


def test_a_flood_is_stopped(db: Session, anna: Customer) -> None:
    for number in range(actions.MOST_A_DAY):
        ask(db, anna, key=str(number))

    with pytest.raises(TooMany):
        ask(db, anna, key="one more")

    ask(db, anna, key="tomorrow", now=NOON + timedelta(days=1, seconds=1))


def test_what_nobody_touched_for_years_goes_with_its_files(db: Session, anna: Customer, tmp_path: Path) -> None:
    ask(db, anna, "Old", files=(LETTER,), folder=tmp_path, now=NOON - timedelta(days=1100))
    young = ask(db, anna, "Young", files=(LETTER,), folder=tmp_path)
    old_call = actions.ask_for_call(
        db, anna, "+48500100200", begins_at=NOON - timedelta(days=1100), about="", now=NOON - timedelta(days=1101)
    )
    db.flush()

    jobs.forget_old(db, now=NOON)

    assert list(db.scalars(select(Thread.id))) == [young.id]
    assert len(messages(db)) == 1
    assert db.scalar(select(func.count()).select_from(Attachment)) == 1
    assert db.scalar(select(func.count()).where(CallBack.id == old_call.id)) == 0


def test_one_call_at_a_time(db: Session, anna: Customer) -> None:
    first: Any = {"begins_at": NOON + timedelta(hours=2), "about": "", "now": NOON}
    call = actions.ask_for_call(db, anna, "+48500100200", **first)
    db.flush()

    assert actions.ask_for_call(db, anna, "+48500100200", **first) is call
    with pytest.raises(AlreadyCalling):
        actions.ask_for_call(db, anna, "+48500100201", **first)

    actions.cancel_call(db, anna, now=NOON)
    db.flush()
    other = actions.ask_for_call(db, anna, "+48500100201", **first)
    db.flush()
    assert (call.state, other.state) == ("cancelled", "waiting")


def test_a_line_of_the_customer_may_be_named(db: Session, anna: Customer) -> None:
    line = builders.make_line(db, anna, "+48500100222")

    thread = actions.ask(db, anna, Written("May I?", "k", "x"), line=line, folder=NOWHERE, now=NOON)

    assert thread.line_id == line.id
