"""Codes that are sent: made, counted, checked once (domain.md §2, security.md §1.1)."""

import hmac
import math
from datetime import datetime, timedelta

import pyotp
from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.orm import Session

from selfcare.auth.models import Code, SessionRow
from selfcare.auth.queries import codes_since, newest_code
from selfcare.auth.tries import Wait
from selfcare.outbox import actions as outbox
from selfcare.outbox.seals import keyed_hash

DIGITS = 6
LIVES = timedelta(minutes=10)
AGAIN_AFTER = timedelta(seconds=30)
MOST_IN_AN_HOUR = 5


class CodeIsOnItsWay(Wait):
    """A code was asked for a moment ago."""

    message = _l("A code was asked for a moment ago. You can have the next one sent in {wait}.")


class NoMoreCodes(Wait):
    """Five codes in an hour are enough."""

    message = _l("Too many codes were asked for. You can have the next one sent in {wait}.")


def send_code(
    session: Session,
    row: SessionRow,
    purpose: str,
    login: str,
    *,
    now: datetime,
    secret_key: str,
    sent_by: str = "auth.send_code",
) -> Code:
    """Make a code for this session and purpose and have it sent in the background, if anybody has that login.

    Does the same work for every login. The caller holds the login's lock. `sent_by` is the outbox handler that knows
    whom the code is for and what to say with it. Raises CodeIsOnItsWay and NoMoreCodes.
    """
    _check_how_often(session, row.login_key, purpose, now)
    _void_older(session, row.login_key, purpose, now)
    digits = _new_digits()
    code = Code(
        session_id=row.id,
        login_key=row.login_key,
        purpose=purpose,
        keyed_hash=_bound_hash(digits, row.id, purpose, secret_key),
        created_at=now,
        expires_at=now + LIVES,
    )
    session.add(code)
    session.flush()
    facts: dict[str, str | int | None] = {"code_id": code.id, "code": digits, "login": login}
    outbox.put(session, sent_by, facts, now=now, expires_at=code.expires_at, secret_key=secret_key)
    return code


def use_code(
    session: Session, row: SessionRow, purpose: str, typed: str, *, now: datetime, secret_key: str
) -> Code | None:
    """Take the newest code if this is it. It is then gone; a wrong try counts against it."""
    code = session.scalars(
        newest_code(row, purpose).with_for_update(), execution_options={"populate_existing": True}
    ).one_or_none()
    if code is None:
        return None
    wanted = _bound_hash(digits_in(typed), row.id, purpose, secret_key)
    if code.may_be_used(now) and hmac.compare_digest(code.keyed_hash, wanted):
        code.used_at = now
        return code
    code.wrong_tries += 1
    return None


def looks_like_code(typed: str) -> bool:
    """Six digits, however they were spaced. No permanent password is that short."""
    digits = digits_in(typed)
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit()


def digits_in(typed: str) -> str:
    return "".join(typed.split()).replace("-", "")


def seconds_to_next(code: Code, now: datetime) -> int:
    """How long the button "send again" has to wait."""
    return _seconds(code.created_at + AGAIN_AFTER - now)


def seconds_to_any(session: Session, login_key: bytes, purpose: str, now: datetime) -> int:
    """The same for a form that had no code yet, after one that was sent for another."""
    newest = session.scalars(codes_since(login_key, purpose, now - AGAIN_AFTER).limit(1)).first()
    return _seconds(newest + AGAIN_AFTER - now) if newest else 0


def _check_how_often(session: Session, login_key: bytes, purpose: str, now: datetime) -> None:
    sent = session.scalars(codes_since(login_key, purpose, now - timedelta(hours=1))).all()
    if sent and now < sent[0] + AGAIN_AFTER:
        raise CodeIsOnItsWay(sent[0] + AGAIN_AFTER - now)
    if len(sent) >= MOST_IN_AN_HOUR:
        raise NoMoreCodes(sent[MOST_IN_AN_HOUR - 1] + timedelta(hours=1) - now)


def _void_older(session: Session, login_key: bytes, purpose: str, now: datetime) -> None:
    """Only the newest code of a login counts, wherever it was asked for."""
    session.execute(
        update(Code)
        .where(Code.login_key == login_key, Code.purpose == purpose, Code.used_at.is_(None), Code.voided_at.is_(None))
        .values(voided_at=now)
    )


def _new_digits() -> str:
    """Six digits by HOTP (RFC 4226) under a key that is used for this one code and forgotten."""
    return pyotp.HOTP(pyotp.random_base32(), digits=DIGITS).at(0)


def _seconds(wait: timedelta) -> int:
    return max(0, math.ceil(wait.total_seconds()))


def _bound_hash(digits: str, session_id: int, purpose: str, secret_key: str) -> bytes:
    return keyed_hash(secret_key, "code", str(session_id), purpose, digits)
