"""Coming in as a member of staff: an e-mail, a password and a code, all at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import addresses, passwords
from selfcare.auth.attempts import Attempt
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.outbox.seals import keyed_hash
from selfcare.staff.authenticator import take_code
from selfcare.staff.models import LONGEST, Reason, StaffMember, StaffSession
from selfcare.staff.queries import member_with_email


def sign_in(session: Session, attempt: Attempt, code: str) -> str | None:
    """Judge what was typed. Right: the new session's token. Wrong: None, and it is counted; commit that, too.

    Does the same work whether anybody has that e-mail or not. Raises TooManyWrong while this e-mail, or everybody
    at this client address, has to wait. A browser that was signed in here before has a counter of its own.
    """
    email = attempt.login.typed.lower()
    member = session.scalars(member_with_email(email).with_for_update()).one_or_none()
    member = member if member and member.may_sign_in else None
    tries = tries_of(session, _counter_of(session, attempt, email, member), attempt.now)
    check_delay(tries, attempt.now)
    addresses.check_wrong(session, attempt)
    is_password = passwords.matches(attempt.password, member.password_hash if member else None)
    is_code = take_code(member if is_password else None, code, now=attempt.now, secret_key=attempt.secret_key)
    if member is None or not (is_password and is_code):
        tries.note_wrong(attempt.now)
        addresses.count_wrong(session, attempt)
        if member and tries.has_run_out:
            _note(session, "staff_sign_in_failed_often", member, attempt)
        return None
    tries.note_right()
    return _open(session, attempt, member)


def end_session(row: StaffSession, *, now: datetime) -> None:
    """Nobody comes in by its cookie again. A second call changes nothing."""
    row.ended_at = row.ended_at or now


def end_sessions_of(session: Session, member: StaffMember, *, now: datetime, but: StaffSession | None = None) -> None:
    kept = but.id if but else None
    session.execute(
        update(StaffSession)
        .where(
            StaffSession.member_id == member.id,
            StaffSession.ended_at.is_(None),
            StaffSession.id.is_distinct_from(kept),
        )
        .values(ended_at=now)
    )


def forget_sessions(session: Session, *, before: datetime) -> None:
    """Delete sessions that were over by then, with the reasons given in them: the customer's log keeps those."""
    old = select(StaffSession.id).where(StaffSession.expires_at < before)
    session.execute(delete(Reason).where(Reason.session_id.in_(old)))
    session.execute(delete(StaffSession).where(StaffSession.expires_at < before))


def _counter_of(session: Session, attempt: Attempt, email: str, member: StaffMember | None) -> bytes:
    """A stranger's wrong tries must not keep the owner out: her browser still shows a session that is over."""
    token_hash = hash_of(attempt.device_token)
    former = select(StaffSession.id).where(
        StaffSession.token_hash == token_hash, StaffSession.member_id == (member.id if member else None)
    )
    known = session.scalar(former) is not None
    return keyed_hash(attempt.secret_key, "staff", email, attempt.device_token if known else "")


def _open(session: Session, attempt: Attempt, member: StaffMember) -> str:
    """A new session under a new token; what this browser had before ends."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_of(attempt.device_token), StaffSession.ended_at.is_(None))
        .values(ended_at=attempt.now)
    )
    token = new_token()
    session.add(
        StaffSession(
            token_hash=hash_of(token),
            member_id=member.id,
            agent=attempt.agent,
            created_at=attempt.now,
            seen_at=attempt.now,
            expires_at=attempt.now + LONGEST,
        )
    )
    _note(session, "staff_signed_in", member, attempt)
    return token


def _note(session: Session, what: str, member: StaffMember, attempt: Attempt) -> None:
    audit.record(
        session, what, now=attempt.now, actor=member.email, request_id=attempt.request_id, device=attempt.agent
    )
