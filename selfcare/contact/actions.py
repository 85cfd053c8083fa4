"""Asking customer service and answering, each message once; asking for a call."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.attachments import actions as attachments
from selfcare.attachments.inspection import Accepted
from selfcare.contact.models import CANCELLED, CallBack, ContactMessage, Thread
from selfcare.contact.queries import call_back_of, message_sent_as, written_since
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken, TooMany
from selfcare.lines.models import Line
from selfcare.notifications.actions import tell
from selfcare.notifications.models import EMAIL, SMS

MOST_A_DAY = 50  # messages of one customer: nobody writes more, a program would
_DAY = timedelta(days=1)


class AlreadyCalling(RuleBroken):
    """One call at a time."""

    message = _l("We already have a call planned for you. Cancel it first.")


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
    _refuse_a_flood(session, customer, now)
    message = _written_once(session, thread, written.once(customer, str(thread.id)), written.text, now=now)
    if message:
        thread.changed_at, thread.is_answered = now, False
        _attach(session, customer, message, written, folder, now=now)


def answer(session: Session, thread: Thread, text: str, *, by: str, now: datetime) -> ContactMessage:
    """Customer service writes, under a name; the customer hears of it by e-mail, or by SMS without one."""
    message = ContactMessage(thread_id=thread.id, author=by, text=text, written_at=now)
    session.add(message)
    thread.changed_at, thread.is_answered, thread.is_unread = now, True, True
    customer = thread.customer
    road = (EMAIL, customer.email) if customer.email else (SMS, customer.contact_phone)
    if road[1]:
        facts = {"subject": thread.subject, "path": f"/contact/{thread.id}"}
        tell(session, customer, *road, "contact_answer", now=now, facts=facts)
    session.flush()
    return message


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


def _refuse_a_flood(session: Session, customer: Customer, now: datetime) -> None:
    if (session.scalar(written_since(customer, now - _DAY)) or 0) >= MOST_A_DAY:
        raise TooMany(retry_after=3600)


def _note_read(session: Session, thread: Thread, theirs: object, now: datetime) -> None:
    unread = update(ContactMessage).where(ContactMessage.thread_id == thread.id, ContactMessage.read_at.is_(None))
    session.execute(unread.where(theirs).values(read_at=now))  # type: ignore[arg-type]
