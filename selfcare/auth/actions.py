"""Ending sessions, changing and proving passwords. How people come in is in signing_in.py and one_time.py."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import devices, passwords
from selfcare.auth.models import Code, Credential, Device, SessionRow
from selfcare.auth.queries import main_line_of
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.customers.models import Customer
from selfcare.notifications import actions as notifications


def end_session(row: SessionRow, *, now: datetime) -> None:
    """Nobody comes in by its cookie again. A second call changes nothing."""
    row.ended_at = row.ended_at or now
    row.typed_login = row.new_password_hash = ""


def sign_out(session: Session, row: SessionRow, customer: Customer, *, now: datetime, request_id: str = "") -> None:
    end_session(row, now=now)
    audit.record(session, "signed_out", now=now, customer_no=customer.customer_no, request_id=request_id)


def end_all_sessions(session: Session, customer: Customer, *, now: datetime, but: SessionRow | None = None) -> None:
    """End every session of the customer, also half-open ones; `but` goes on, by its newest cookie only."""
    kept = but.id if but else None
    if but:
        but.drop_former_token()
    session.execute(
        update(SessionRow)
        .where(
            SessionRow.customer_id == customer.id,
            SessionRow.ended_at.is_(None),
            SessionRow.id.is_distinct_from(kept),
        )
        .values(ended_at=now, typed_login="", new_password_hash="")
    )


def end_sessions_through(session: Session, msisdn: str, *, now: datetime) -> None:
    """The number moved to another holder: whoever came in by it is out at once (contract §4)."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.msisdn == msisdn, SessionRow.ended_at.is_(None))
        .values(ended_at=now, typed_login="", new_password_hash="")
    )


def sign_out_everywhere(
    session: Session, customer: Customer, *, now: datetime, but: SessionRow | None = None, request_id: str = ""
) -> None:
    """End all sessions and forget all known browsers; the customer is told on all channels."""
    end_all_sessions(session, customer, now=now, but=but)
    devices.forget_all(session, customer, but=but)
    audit.record(session, "signed_out_everywhere", now=now, customer_no=customer.customer_no, request_id=request_id)
    notifications.tell_everywhere(session, customer, "signed_out_everywhere", now=now)


def is_password(session: Session, customer: Customer, text: str) -> bool:
    """Whether this is the customer's password. Takes as long when there is none."""
    credential = session.get(Credential, customer.id)
    return passwords.matches(text, credential.password_hash if credential else None)


def change_password(
    session: Session,
    customer: Customer,
    new: str,
    *,
    now: datetime,
    but: SessionRow | None = None,
    request_id: str = "",
) -> None:
    """Set a password that passwords.mistake_in() found nothing wrong with; `but` is the session that goes on."""
    keep_password(session, customer, passwords.hash_password(new), now=now, but=but, request_id=request_id)


def keep_password(
    session: Session,
    customer: Customer,
    password_hash: str,
    *,
    now: datetime,
    but: SessionRow | None = None,
    request_id: str = "",
) -> None:
    """The password is this one from now on: others are out, codes on their way are void, and the customer is told."""
    credential = session.get(Credential, customer.id)
    if credential:
        credential.password_hash = password_hash
        credential.changed_at = now
    else:
        session.add(Credential(customer_id=customer.id, password_hash=password_hash, changed_at=now))
    end_all_sessions(session, customer, now=now, but=but)
    devices.forget_all(session, customer, but=but)
    session.execute(
        update(Code)
        .where(Code.customer_id == customer.id, Code.used_at.is_(None), Code.voided_at.is_(None))
        .values(voided_at=now)
    )
    audit.record(session, "password_changed", now=now, customer_no=customer.customer_no, request_id=request_id)
    notifications.tell_everywhere(session, customer, "password_changed", now=now)


def prove(session: Session, row: SessionRow, customer: Customer, text: str, *, now: datetime) -> str | None:
    """The signed-in customer typed the password again. Right: the session's new token, for its cookie. Wrong: None.

    Raises TooManyWrong after ten wrong ones in a row in this browser; a stranger's wrong ones do not count here.
    """
    tries = tries_of(session, row.login_key, now)
    counter = browser_of(session, row) or tries
    check_delay(counter, now)
    if not is_password(session, customer, text):
        counter.note_wrong(now)
        return None
    counter.note_right()
    tries.note_right()
    token = new_token()
    row.take_token(hash_of(token), now)
    row.proved_at = now
    return token


def browser_of(session: Session, row: SessionRow) -> Device | None:
    """The browser of this session, if it was not forgotten meanwhile; locked, as several logins may share it."""
    if row.device_id is None:
        return None
    return session.get(Device, row.device_id, with_for_update=True, populate_existing=True)


def known_words(session: Session, customer: Customer) -> list[str]:
    """What a stranger may know of the customer, and must not be enough to build the password from."""
    line = session.scalars(main_line_of(customer).limit(1)).one_or_none()
    words = [customer.customer_no, customer.email, customer.contact_phone, line.msisdn if line else ""]
    return [word for word in words if word]
