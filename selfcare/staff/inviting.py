"""Who may answer: inviting, roles, ends, and beginning anew after a lost phone."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import passwords
from selfcare.auth.tokens import hash_of, new_token
from selfcare.errors import RuleBroken
from selfcare.staff import authenticator
from selfcare.staff.models import ADMIN, LINK_LASTS, StaffMember
from selfcare.staff.queries import member_with_email
from selfcare.staff.signing_in import end_sessions_of


class AlreadyThere(RuleBroken):
    """One e-mail, one member of staff."""

    message = _l("{email} has a staff account already.")


class NotYourself(RuleBroken):
    """Nobody takes away the chair he sits on."""

    message = _l("You cannot change or end your own account. Ask another administrator.")


class LastAdministrator(RuleBroken):
    """Without one, nobody could ever be let in again."""

    message = _l("This is the last administrator. Make somebody else one first.")


class HasEnded(RuleBroken):
    """Invite again instead."""

    message = _l("This account has ended.")


def invite(
    session: Session, email: str, *, name: str, role: str, by: str, now: datetime, secret_key: str, request_id: str = ""
) -> tuple[StaffMember, str]:
    """A new member of staff, or a former one who comes back, with the token of the set-up link."""
    email = email.strip().lower()
    member = session.scalars(member_with_email(email).with_for_update()).one_or_none()
    if member and member.ended_at is None:
        raise AlreadyThere(email=email)
    if member is None:
        member = StaffMember(email=email, name=name, role=role, invited_at=now, invited_by=by)
        session.add(member)
    member.name, member.role, member.ended_at = name or member.name, role, None
    member.invited_at, member.invited_by = now, by
    token = _new_link(member, now=now, secret_key=secret_key)
    audit.record(session, "staff_invited", now=now, actor=by, request_id=request_id, member=email, role=role)
    return member, token


def begin_anew(
    session: Session, member: StaffMember, *, by: str, now: datetime, secret_key: str, request_id: str = ""
) -> str:
    """The phone or the password is lost: the old ones stop at once. The token of a new set-up link."""
    if member.ended_at:
        raise HasEnded
    end_sessions_of(session, member, now=now)
    audit.record(session, "staff_link_renewed", now=now, actor=by, request_id=request_id, member=member.email)
    return _new_link(member, now=now, secret_key=secret_key)


def set_up(
    session: Session,
    member: StaffMember,
    password: str,
    code: str,
    *,
    now: datetime,
    secret_key: str,
    request_id: str = "",
) -> bool:
    """The link is used up when the first code fits. A password that passwords.mistake_in() found nothing wrong with."""
    if not authenticator.take_code(member, code, now=now, secret_key=secret_key):
        return False
    member.password_hash = passwords.hash_password(password)
    member.link_hash = member.link_until = None
    member.ready_at = now
    audit.record(session, "staff_set_up", now=now, actor=member.email, request_id=request_id)
    return True


def change_role(
    session: Session, member: StaffMember, role: str, *, by: StaffMember, now: datetime, request_id: str = ""
) -> None:
    """Sessions end: whatever is open on the screen was opened in the former role."""
    _lock_with_administrators(session, member)
    _check(session, member, by)
    if member.role == role:
        return
    audit.record(
        session, "staff_role_changed", now=now, actor=by.email, request_id=request_id, member=member.email, role=role
    )
    member.role = role
    end_sessions_of(session, member, now=now)


def end(session: Session, member: StaffMember, *, by: StaffMember | None, now: datetime, request_id: str = "") -> None:
    """Out at once and for good; what the member did stays in the logs. `by` None: from the console."""
    _lock_with_administrators(session, member)
    _check(session, member, by)
    member.ended_at = now
    member.password_hash = member.totp_secret = ""
    member.link_hash = member.link_until = member.ready_at = None
    end_sessions_of(session, member, now=now)
    actor = by.email if by else audit.SYSTEM
    audit.record(session, "staff_ended", now=now, actor=actor, request_id=request_id, member=member.email)


def _new_link(member: StaffMember, *, now: datetime, secret_key: str) -> str:
    token = new_token()
    member.password_hash, member.ready_at = "", None
    member.link_hash, member.link_until = hash_of(token), now + LINK_LASTS
    authenticator.keep_secret(member, authenticator.new_secret(), secret_key)
    return token


def _lock_with_administrators(session: Session, member: StaffMember) -> None:
    """Two who end each other at once go one after the other, always in this order: the second sees what is left."""
    rows = select(StaffMember.id).where(or_(StaffMember.role == ADMIN, StaffMember.id == member.id))
    session.execute(rows.order_by(StaffMember.id).with_for_update())
    session.refresh(member)


def _check(session: Session, member: StaffMember, by: StaffMember | None) -> None:
    if by is not None and member.id == by.id:
        raise NotYourself
    if member.ended_at:
        raise HasEnded
    others = select(func.count()).where(
        StaffMember.role == ADMIN, StaffMember.ended_at.is_(None), StaffMember.id != member.id
    )
    if member.role == ADMIN and not session.scalar(others):
        raise LastAdministrator
