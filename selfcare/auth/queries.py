"""Finding sessions, codes, and whoever has a login."""

from datetime import datetime

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from selfcare.auth.logins import Login
from selfcare.auth.models import SIGNED_IN, Code, Credential, Device, SessionRow
from selfcare.customers.models import Customer
from selfcare.lines.models import Line


def sessions_of(customer: Customer, now: datetime) -> Select[SessionRow]:
    """Where the customer is signed in now, newest first."""
    return (
        select(SessionRow)
        .where(
            SessionRow.customer_id == customer.id,
            SessionRow.stage == SIGNED_IN,
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > now,
        )
        .order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())
    )


def session_with(token_hash: bytes, now: datetime) -> Select[SessionRow]:
    """The live row behind a cookie, in whatever stage, with its customer."""
    return _WITH_TOKEN.params(token_hash=token_hash, now=now)


def was_ended(token_hash: bytes) -> Select[int]:
    """The session behind a cookie if it was ended before its time, or its customer may not sign in any more."""
    return (
        select(SessionRow.id)
        .outerjoin(Customer, Customer.id == SessionRow.customer_id)
        .where(SessionRow.token_hash == token_hash, SessionRow.ended_at.is_not(None) | (Customer.status != "active"))
    )


def holders_of(login: Login) -> Select[Customer]:
    """Whoever has this number as an open main line, or this e-mail. Two of them means nobody (domain.md §2)."""
    holders = select(Customer).where(Customer.status != "left").limit(2)
    if login.email:
        return holders.where(Customer.email == login.email)
    return holders.join(Line, Line.customer_id == Customer.id).where(
        Line.msisdn == login.msisdn, Line.msisdn != "", Line.main, Line.ended_at.is_(None), Line.status != "ended"
    )


def holders_with_password(login: Login, device_hash: bytes) -> Select[Customer, Credential | None, Device | None]:
    """The same with the password, and the browser if it is one of theirs: one question, the same for every login."""
    return (
        holders_of(login)
        .outerjoin(Credential, Credential.customer_id == Customer.id)
        .outerjoin(Device, (Device.customer_id == Customer.id) & (Device.token_hash == device_hash))
        .add_columns(Credential, Device)
    )


def newest_code(row: SessionRow, purpose: str) -> Select[Code]:
    return (
        select(Code)
        .where(Code.session_id == row.id, Code.purpose == purpose, Code.used_at.is_(None), Code.voided_at.is_(None))
        .order_by(Code.id.desc())
        .limit(1)
    )


def codes_since(login_key: bytes, purpose: str, moment: datetime) -> Select[datetime]:
    """When codes for this login were asked for, newest first."""
    return (
        select(Code.created_at)
        .where(Code.login_key == login_key, Code.purpose == purpose, Code.created_at > moment)
        .order_by(Code.created_at.desc(), Code.id.desc())
    )


def main_line_of(customer: Customer) -> Select[Line]:
    return select(Line).where(
        Line.customer_id == customer.id, Line.main, Line.ended_at.is_(None), Line.status != "ended"
    )


def open_line_numbered(msisdn: str) -> Select[Line]:
    """Whoever holds the number now, to see when its SIM was changed."""
    return select(Line).where(Line.msisdn == msisdn, Line.ended_at.is_(None))


def device_of(customer_id: int, token_hash: bytes) -> Select[Device]:
    return select(Device).where(Device.customer_id == customer_id, Device.token_hash == token_hash)


def _with_token() -> Select[SessionRow]:
    token_hash = bindparam("token_hash", type_=SessionRow.token_hash.type)
    now = bindparam("now", type_=SessionRow.expires_at.type)
    was_it_just_now = (SessionRow.former_token_hash == token_hash) & (SessionRow.former_until > now)
    return (
        select(SessionRow)
        .where(or_(SessionRow.token_hash == token_hash, was_it_just_now))
        .where(SessionRow.ended_at.is_(None), SessionRow.expires_at > now)
        .options(joinedload(SessionRow.customer))
    )


_WITH_TOKEN = _with_token()  # put together once: every request asks it
