"""Asking customer service and answering, each message once; asking for a call."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.attachments import actions as attachments
from selfcare.attachments.inspection import Accepted
from selfcare.clock import WARSAW
from selfcare.contact.models import CANCELLED, DONE, MISSED, WAITING, CallBack, ContactMessage, Thread
from selfcare.contact.queries import call_back_of, message_sent_as, newest_message_in, written_since
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken, TooMany
from selfcare.holidays import is_working_day
from selfcare.lines.models import Line
from selfcare.notifications.actions import tell
from selfcare.notifications.models import EMAIL, SMS

MOST_A_DAY = 50  # messages of one customer: nobody writes more, a program would
ANSWER_WITHIN = 2  # working days: our own promise, no law asks for it
_DAY = timedelta(days=1)


class AlreadyCalling(RuleBroken):
    """One call at a time."""

    message = _l("We already have a call planned for you. Cancel it first.")


class SomethingNew(RuleBroken):
    """Whoever answers has not read all of it."""

    message = _l("Something was written here meanwhile. Read it first; your text is still in the form.")


class NoCallWaiting(RuleBroken):
    """It was made, or given up by the customer."""

    message = _l("This call is not waiting any more.")


@dataclass(frozen=True)
class Written:
    """What the customer sends. `form_key` is the same when the same form is sent again."""

    text: str
    form_key: str
    subject: str = ""
    files: Sequence[Accepted] = field(default=())

    def once(self, customer: Customer, place: str) -> bytes:
        """What tells this message from every other; the same form with other words is another message."""
        parts = (str(customer.id), place, self.form_key, self.subject, self.text)
        files = (hashlib.sha256(file.content).hexdigest() for file in self.files)
        return hashlib.sha256("\x1f".join((*parts, *files)).encode()).digest()


def ask(
    session: Session, customer: Customer, written: Written, *, line: Line | None, folder: Path, now: datetime
) -> Thread:
    """Open a question. Sent twice it is one: the second call finds the first. Raises TooMany, NoRoom."""
    _refuse_a_flood(session, customer, now)
    thread = Thread(
        customer_id=customer.id,
        line_id=line.id if line else None,
        subject=written.subject,
        opened_at=now,
        changed_at=now,
        answer_by=_answer_by(now),
    )
    message = _written_once(session, thread, written.once(customer, "new"), written.text, now=now)
    if message is None:
        return session.scalars(
            select(Thread).join(ContactMessage).where(ContactMessage.once == written.once(customer, "new"))
        ).one()
    _attach(session, customer, message, written, folder, now=now)
    return thread


def write_more(
    session: Session, customer: Customer, thread: Thread, written: Written, *, folder: Path, now: datetime
) -> None:
    """Add to a question. Sent twice it is once there. Raises TooMany, NoRoom."""
    _lock(session, thread)
    _refuse_a_flood(session, customer, now)
    message = _written_once(session, thread, written.once(customer, str(thread.id)), written.text, now=now)
    if message:
        thread.changed_at, thread.is_answered, thread.closed_at = now, False, None
        thread.answer_by = thread.answer_by or _answer_by(now)
        _attach(session, customer, message, written, folder, now=now)


def reply(
    session: Session, thread: Thread, written: Written, *, by: str, seen: int, folder: Path, now: datetime
) -> None:
    """Answer out of a form, once. `seen` is the id of the newest message that its author had before his eyes.

    Raises SomethingNew when there is a newer one, and NoRoom.
    """
    _lock(session, thread)
    once = written.once(thread.customer, f"{thread.id}/{by}")
    if session.scalars(message_sent_as(once)).first() is not None:
        return
    if session.scalar(newest_message_in(thread)) != seen:
        raise SomethingNew
    message = answer(session, thread, written.text, by=by, now=now)
    message.once = once
    _attach(session, thread.customer, message, written, folder, now=now)


def answer(session: Session, thread: Thread, text: str, *, by: str, now: datetime) -> ContactMessage:
    """Customer service writes, under a name; the customer hears of it by e-mail, or by SMS without one."""
    message = ContactMessage(thread_id=thread.id, author=by, text=text, written_at=now)
    session.add(message)
    thread.changed_at, thread.is_answered, thread.is_unread, thread.answer_by = now, True, True, None
    customer = thread.customer
    road = (EMAIL, customer.email) if customer.email else (SMS, customer.contact_phone)
    if road[1]:
        facts = {"subject": thread.subject, "path": f"/contact/{thread.id}"}
        tell(session, customer, *road, "contact_answer", now=now, facts=facts)
    session.flush()
    return message


def close(session: Session, thread: Thread, *, seen: int | None, now: datetime) -> None:
    """Nothing more to say from our side. A second time it changes nothing. `seen` as for `reply`: SomethingNew."""
    _lock(session, thread)
    if session.scalar(newest_message_in(thread)) != seen:
        raise SomethingNew
    thread.closed_at, thread.answer_by = thread.closed_at or now, None


def note_called(call: CallBack, *, reached: bool) -> None:
    """Somebody of ours called. Raises NoCallWaiting."""
    if call.state != WAITING:
        raise NoCallWaiting
    call.state = DONE if reached else MISSED


def note_read(session: Session, thread: Thread, *, now: datetime) -> None:
    """The customer has seen our answers."""
    _note_read(session, thread, ContactMessage.author != "", now)
    thread.is_unread = False


def note_read_by_us(session: Session, thread: Thread, *, now: datetime) -> None:
    """Customer service has seen what the customer wrote."""
    _note_read(session, thread, ContactMessage.author == "", now)


def ask_for_call(
    session: Session, customer: Customer, phone: str, *, begins_at: datetime, about: str, now: datetime
) -> CallBack:
    """Have us call within the hour that begins then. Raises AlreadyCalling."""
    if (known := session.scalars(call_back_of(customer, now)).first()) is not None:
        if (known.phone, known.begins_at) == (phone, begins_at):
            return known  # the same form, sent again
        raise AlreadyCalling
    call = CallBack(customer_id=customer.id, phone=phone, about=about, begins_at=begins_at, asked_at=now)
    session.add(call)
    return call


def cancel_call(session: Session, customer: Customer, *, now: datetime) -> None:
    """Nobody calls. Without a planned call nothing happens."""
    for call in session.scalars(call_back_of(customer, now)):
        call.state = CANCELLED


def forget_old(session: Session, *, before: datetime) -> None:
    """Delete questions that did not move since then, with their files, and old calls."""
    old = select(Thread.id).where(Thread.changed_at < before)
    messages = session.scalars(select(ContactMessage).where(ContactMessage.thread_id.in_(old))).all()
    attachments.let_go(session, [message.place for message in messages])
    session.execute(delete(ContactMessage).where(ContactMessage.thread_id.in_(old)))
    session.execute(delete(Thread).where(Thread.changed_at < before))
    session.execute(delete(CallBack).where(CallBack.begins_at < before))


def _lock(session: Session, thread: Thread) -> None:
    """Ours until the commit, and as it is now: while files were looked into, the other side may have written."""
    session.flush()
    session.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update())
    session.refresh(thread)


def _written_once(session: Session, thread: Thread, once: bytes, text: str, *, now: datetime) -> ContactMessage | None:
    """The new message; None when it is there already. The unique column decides, whoever is first."""
    if session.scalars(message_sent_as(once)).first() is not None:
        return None
    try:
        with session.begin_nested():
            session.add(thread)
            session.flush()
            message = ContactMessage(thread_id=thread.id, text=text, written_at=now, once=once)
            session.add(message)
            session.flush()
    except IntegrityError:
        return None
    return message


def _attach(
    session: Session, customer: Customer, message: ContactMessage, written: Written, folder: Path, *, now: datetime
) -> None:
    for file in written.files:
        attachments.keep(session, folder, file, message.place, customer_no=customer.customer_no, now=now)


def _answer_by(now: datetime) -> date:
    day = now.astimezone(WARSAW).date()
    for _working_day in range(ANSWER_WITHIN):
        day += _DAY
        while not is_working_day(day):
            day += _DAY
    return day


def _refuse_a_flood(session: Session, customer: Customer, now: datetime) -> None:
    if (session.scalar(written_since(customer, now - _DAY)) or 0) >= MOST_A_DAY:
        raise TooMany(retry_after=3600)


def _note_read(session: Session, thread: Thread, theirs: object, now: datetime) -> None:
    unread = update(ContactMessage).where(ContactMessage.thread_id == thread.id, ContactMessage.read_at.is_(None))
    session.execute(unread.where(theirs).values(read_at=now))  # type: ignore[arg-type]
