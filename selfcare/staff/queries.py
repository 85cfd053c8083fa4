"""Finding the people who answer."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from selfcare.staff.models import IDLE, StaffMember, StaffSession


def staff_session_with(token_hash: bytes, now: datetime) -> Select[StaffSession]:
    """The live row behind a cookie, with whose it is."""
    return (
        select(StaffSession)
        .join(StaffSession.member)
        .where(StaffSession.token_hash == token_hash, *_is_live(now), StaffMember.ended_at.is_(None))
        .options(joinedload(StaffSession.member))
    )


def sessions_of_member(member: StaffMember, now: datetime) -> Select[StaffSession]:
    """Where the member is signed in now, newest first."""
    return (
        select(StaffSession)
        .where(StaffSession.member_id == member.id, *_is_live(now))
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    )


def member_with_email(email: str) -> Select[StaffMember]:
    return select(StaffMember).where(StaffMember.email == email.strip().lower())


def member_numbered(member_id: int) -> Select[StaffMember]:
    return select(StaffMember).where(StaffMember.id == member_id)


def last_seen() -> Select[int, datetime]:
    """When each member was here last, by id."""
    return select(StaffSession.member_id, func.max(StaffSession.seen_at)).group_by(StaffSession.member_id)


def member_with_link(link_hash: bytes, now: datetime) -> Select[StaffMember]:
    """Whose set-up link this is, while it can be used."""
    return select(StaffMember).where(
        StaffMember.link_hash == link_hash, StaffMember.link_until > now, StaffMember.ended_at.is_(None)
    )


def all_members() -> Select[StaffMember]:
    """Those who answer now first, then those who did."""
    return select(StaffMember).order_by(StaffMember.ended_at.is_not(None), StaffMember.email)


def _is_live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (StaffSession.ended_at.is_(None), StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE)
