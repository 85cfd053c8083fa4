"""Coming in with login and password, or with a one-time password in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import addresses, devices, one_time, passwords
from selfcare.auth.actions import end_session
from selfcare.auth.attempts import Attempt, Entered
from selfcare.auth.codes import looks_like_code
from selfcare.auth.models import AT_CODE, SIGNED_IN, Credential, Device, SessionRow
from selfcare.auth.queries import holders_with_password
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.clock import WARSAW
from selfcare.customers.models import Customer
from selfcare.notifications import actions as notifications
from selfcare.outbox import actions as outbox

ON_MY_DEVICE = timedelta(days=30)
ELSEWHERE = timedelta(hours=12)


@dataclass(frozen=True)
class Holder:
    """Whoever has the typed login: with the password, if one is set, and this browser, if it is known."""

    customer: Customer
    credential: Credential | None
    device: Device | None


def sign_in(session: Session, attempt: Attempt) -> Entered | None:
    """Judge what was typed. Right: the way goes on. Wrong: None, and it is counted; commit that, too.

    Does the same work whether the login is known or not. Raises TooManyWrong while this login, or
    everybody at this client address, has to wait; whose browser is known waits for neither.
    """
    tries = tries_of(session, attempt.login_key, attempt.now)
    holder = _holder(session, attempt)
    counter = holder.device if holder and holder.device else tries
    check_delay(counter, attempt.now)
    if counter is tries:
        addresses.check_wrong(session, attempt)
    if _is_code(attempt):
        entered = one_time.accept_code(session, attempt, holder.customer if holder else None)
    else:
        entered = _with_password(session, attempt, holder)
    if entered is None:
        counter.note_wrong(attempt.now)
        if counter is tries:
            addresses.count_wrong(session, attempt)
        if counter.has_run_out:
            _note_failures(session, attempt)
    elif entered.row.stage == SIGNED_IN:
        counter.note_right()
        tries.note_right()
    return entered


def lifetime(*, my_device: bool) -> timedelta:
    """How long a session lasts, at most."""
    return ON_MY_DEVICE if my_device else ELSEWHERE


def _holder(session: Session, attempt: Attempt) -> Holder | None:
    found = session.execute(holders_with_password(attempt.login, hash_of(attempt.device_token))).all()
    if len(found) != 1 or not found[0][0].may_sign_in:
        return None
    return Holder(*found[0])


def _is_code(attempt: Attempt) -> bool:
    row = attempt.row
    waits_for_code = row is not None and row.stage == AT_CODE and row.login_key == attempt.login_key
    return waits_for_code and looks_like_code(attempt.password)


def _with_password(session: Session, attempt: Attempt, holder: Holder | None) -> Entered | None:
    credential = holder.credential if holder else None
    if not passwords.matches(attempt.password, credential.password_hash if credential else None):
        return None
    assert holder  # noqa: S101  # for the type checker: nobody's password never matches
    assert credential  # noqa: S101
    if passwords.is_outdated(credential.password_hash):
        credential.password_hash = passwords.hash_password(attempt.password)
    return _open(session, attempt, holder)


def _open(session: Session, attempt: Attempt, holder: Holder) -> Entered:
    """A new session under a new token; what this browser had before ends."""
    if attempt.row:
        end_session(attempt.row, now=attempt.now)
    device, device_token = devices.remember(
        session, holder.customer, attempt.device_token, attempt.agent, now=attempt.now
    )
    token = new_token()
    row = SessionRow(
        token_hash=hash_of(token),
        customer_id=holder.customer.id,
        stage=SIGNED_IN,
        login_key=attempt.login_key,
        msisdn=attempt.login.msisdn,
        my_device=attempt.my_device,
        agent=attempt.agent,
        device_id=device.id,
        created_at=attempt.now,
        seen_at=attempt.now,
        proved_at=attempt.now,
        expires_at=attempt.now + lifetime(my_device=attempt.my_device),
    )
    session.add(row)
    _tell(session, attempt, holder)
    return Entered(row=row, token=token, device_token=device_token)


def _tell(session: Session, attempt: Attempt, holder: Holder) -> None:
    customer, now = holder.customer, attempt.now
    audit.record(
        session,
        "signed_in",
        now=now,
        customer_no=customer.customer_no,
        request_id=attempt.request_id,
        device=attempt.agent,
        known=int(holder.device is not None),
    )
    if holder.device is None:
        facts = {"device": attempt.agent, "at": _shown(now)}
        notifications.tell_everywhere(session, customer, "new_device", now=now, facts=facts)


def _shown(now: datetime) -> str:
    return f"{now.astimezone(WARSAW):%d.%m.%Y, %H:%M}"


def _note_failures(session: Session, attempt: Attempt) -> None:
    """In the background: here, only a known login would cost the time of writing it down."""
    facts: dict[str, str | int | None] = {"login": attempt.login.typed, "request_id": attempt.request_id}
    outbox.put(session, "auth.note_failures", facts, now=attempt.now, secret_key=attempt.secret_key)
