"""What a customer does with a complaint: writes it step by step, sends it once, completes it, takes it back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.attachments import actions as attachments
from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment
from selfcare.clock import WARSAW
from selfcare.complaints import deadlines, queries
from selfcare.complaints.answering import OutOfTime
from selfcare.complaints.course import lock, note, tell
from selfcare.complaints.evidence import Pointed
from selfcare.complaints.models import NEVER_WARNED, NOTHING, POST, SET_OFF, Complaint, Kind, State, What, WrongState
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken, TooMany
from selfcare.lines.models import Line
from selfcare.money import Money

MOST_A_DAY = 30  # begun by one customer, or added to one complaint: nobody writes more, a program would
MOST_FILES = 10  # of one complaint before it is sent
_DAY = timedelta(days=1)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another


class TooManyFiles(RuleBroken):
    """There is an end to everything."""

    message = _l("A complaint takes at most {most} files. Delete one first, or add it after sending.")


@dataclass(frozen=True)
class Added:
    """What a customer writes later. `form_key` is the same when the same form is sent again."""

    text: str
    form_key: str
    files: Sequence[Accepted] = field(default=())

    def once(self, complaint: Complaint) -> bytes:
        parts = (str(complaint.id), self.form_key, self.text)
        files = (hashlib.sha256(file.content).hexdigest() for file in self.files)
        return hashlib.sha256("\x1f".join((*parts, *files)).encode()).digest()


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What completes a complaint; what was not missing stays as it is."""

    since: date | None = None
    until: date | None = None
    circumstances: str = ""
    claimed: Money | None = None
    account: str = ""

    def put_into(self, complaint: Complaint) -> None:
        if self.since and complaint.since is None:
            complaint.since, complaint.until = self.since, self.until
        complaint.circumstances = complaint.circumstances or self.circumstances
        complaint.claimed = complaint.claimed or self.claimed
        complaint.account = complaint.account or self.account


def begin(
    session: Session, customer: Customer, kind: Kind, *, pointed: Pointed | None, line: Line | None, now: datetime
) -> Complaint:
    """A draft. Raises TooMany."""
    if (session.scalar(queries.drafted_since(customer, now - _DAY)) or 0) >= MOST_A_DAY:
        raise TooMany(retry_after=3600)
    key = secrets.token_hex(12)
    complaint = Complaint(number=key, draft=key, customer=customer, language=customer.speaks)
    complaint.drafted_at = complaint.changed_at = now
    if pointed:
        pointed.put_into(complaint)
    turn_to(complaint, kind)
    complaint.line = line or complaint.line
    session.add(complaint)
    session.flush()
    return complaint


def turn_to(complaint: Complaint, kind: Kind) -> None:
    """What it is about. Who was charged wrongly most often wants money; how much is asked two steps later."""
    complaint.kind = kind
    if not complaint.claimed:
        complaint.wish = SET_OFF if kind is Kind.CHARGE else NOTHING


def attach(session: Session, complaint: Complaint, files: Sequence[Accepted], folder: Path, *, now: datetime) -> None:
    """Put files to it; the same file twice is one. Raises NoRoom, TooManyFiles."""
    known = {one.sha256 for one in session.scalars(queries.files_of(complaint))}
    new = {hashlib.sha256(file.content).digest(): file for file in files}
    fresh = [file for digest, file in new.items() if digest not in known]
    if complaint.state == State.DRAFT and len(known) + len(fresh) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    number = complaint.customer.customer_no
    for file in fresh:
        attachments.keep(session, folder, file, complaint.files_place, customer_no=number, now=now)


def detach(session: Session, complaint: Complaint, file_id: int) -> None:
    """Take a file out of a draft; what was sent stays. Raises WrongState."""
    if complaint.state != State.DRAFT:
        raise WrongState
    for file in session.scalars(queries.files_of(complaint).where(Attachment.id == file_id)):
        session.delete(file)


def file(session: Session, complaint: Complaint, *, language: str, now: datetime, today: date) -> None:
    """Send it: from here on the clock runs. A second time it changes nothing.

    What the law wants and it lacks does not stop it: seven days are there to complete it.
    """
    lock(session, complaint)
    if complaint.state != State.DRAFT:
        return
    missing = complaint.missing
    complaint.number = _new_number(complaint.kind, today)
    complaint.language = language
    complaint.filed_at, complaint.counted_from = now, today
    complaint.answer_by = deadlines.answer_by(today)
    complaint.window_ends_on = window_of(complaint)
    complaint.move(State.INCOMPLETE if missing else State.FILED, now=now)
    note(session, complaint, What.FILED, now=now)
    if missing:
        complaint.complete_by = today + deadlines.COMPLETE
        note(session, complaint, What.ASKED, now=now, text=",".join(missing))
    tell(session, complaint, What.FILED, now=now)


def window_of(complaint: Complaint) -> date | None:
    """Until when it could be filed (art. 379); None for what knows no such term."""
    happened = complaint.until or complaint.since
    if complaint.kind == Kind.CHARGE and complaint.invoice:
        delivered = complaint.invoice.received_at.astimezone(WARSAW).date()
        return deadlines.window_after(max(delivered, complaint.invoice.issued_on))
    if happened is None or complaint.kind in {Kind.ACCESSIBILITY, Kind.OTHER}:
        return None
    if complaint.kind == Kind.BREAK:
        return deadlines.window_after_break(happened, complaint.customer.cycle_day)
    return deadlines.window_after(happened)


def complete(session: Session, complaint: Complaint, given: Missing, text: str, *, now: datetime, today: date) -> None:
    """Add what was missing. In time the first date stays; later the complaint counts from today.

    Raises WrongState, OutOfTime.
    """
    lock(session, complaint)
    if complaint.is_out_of_time(today):
        raise OutOfTime
    if complaint.state not in {State.INCOMPLETE, State.LAPSED}:
        raise WrongState
    is_late = complaint.state == State.LAPSED or complaint.has_lapsed(today)
    given.put_into(complaint)
    if is_late:
        complaint.counted_from, complaint.warned, complaint.is_extended = today, NEVER_WARNED, False
        complaint.answer_by = deadlines.answer_by(today)
    complaint.window_ends_on = complaint.window_ends_on or window_of(complaint)
    complaint.complete_by = None
    complaint.move(State.FILED, now=now)
    note(session, complaint, What.COMPLETED, now=now, text=text)
    tell(session, complaint, What.COMPLETED, now=now)


def add(session: Session, complaint: Complaint, added: Added, folder: Path, *, now: datetime) -> None:
    """Write more, or send a file. Sent twice it is once there. Raises WrongState when it is closed, and TooMany."""
    if not complaint.is_open:
        raise WrongState
    once = added.once(complaint)
    if session.scalars(queries.event_sent_as(once)).first() is not None:
        return
    if (session.scalar(queries.added_since(complaint, now - _DAY)) or 0) >= MOST_A_DAY:
        raise TooMany(retry_after=3600)
    try:
        with session.begin_nested():
            note(session, complaint, What.ADDED, now=now, text=added.text, once=once)
            session.flush()
    except IntegrityError:
        return
    attach(session, complaint, added.files, folder, now=now)


def withdraw(session: Session, complaint: Complaint, *, now: datetime, today: date) -> None:
    """The customer wants no answer any more. A second time it changes nothing. Raises WrongState."""
    lock(session, complaint)
    if complaint.state == State.WITHDRAWN:
        return
    if complaint.is_out_of_time(today):
        raise WrongState
    complaint.move(State.WITHDRAWN, now=now)
    note(session, complaint, What.WITHDRAWN, now=now)


def ask_to_resend(session: Session, complaint: Complaint, *, now: datetime, today: date) -> None:
    """Our answer did not arrive: by e-mail it goes again at once, by post within three working days."""
    lock(session, complaint)
    if complaint.state != State.ANSWERED:
        raise WrongState
    if complaint.resend_by is not None:
        return
    note(session, complaint, What.RESEND_ASKED, now=now)
    if complaint.medium == POST:
        complaint.resend_by = deadlines.resend_by(today)
        return
    note(session, complaint, What.RESENT, now=now)
    tell(session, complaint, What.RESENT, now=now)


def drop(session: Session, complaint: Complaint) -> None:
    """Delete a draft with its files. Raises WrongState for what was sent."""
    lock(session, complaint)
    if complaint.state != State.DRAFT:
        raise WrongState
    attachments.let_go(session, [complaint.files_place])
    session.delete(complaint)


def forget_drafts(session: Session, *, before: datetime) -> None:
    """Delete what was begun and left alone since then."""
    forgotten = queries.forgotten_drafts(before).limit(1000).with_for_update()
    for complaint in session.scalars(forgotten).all():
        drop(session, complaint)


def _new_number(kind: str, today: date) -> str:
    letter = "D" if kind == Kind.ACCESSIBILITY else "R"
    return f"{letter}{today:%y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
