"""The road of the one-time password: first sign-in and reset alike (domain.md §2, steps 3 to 9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import addresses, devices, passwords
from selfcare.auth.actions import end_session, keep_password
from selfcare.auth.attempts import Attempt, Entered
from selfcare.auth.codes import send_code, use_code
from selfcare.auth.models import AT_CODE, AT_CONFIRM, AT_NEW_PASSWORD, TO_CONFIRM, TO_SIGN_IN, SessionRow
from selfcare.auth.queries import device_of
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.customers.models import Customer
from selfcare.outbox.seals import seal, unseal

HALF_OPEN = timedelta(minutes=30)  # how long each step may take


def ask_for_code(session: Session, attempt: Attempt) -> str | None:
    """The password was left empty: have a one-time password sent. Returns the token of a new half-open session.

    None if the one this browser has goes on. Nobody learns whether the login is known: who it belongs to is asked
    in the background. Raises CodeIsOnItsWay and NoMoreCodes.
    """
    tries_of(session, attempt.login_key, attempt.now)
    addresses.count_code(session, attempt)
    row, token = attempt.row, None
    if row is None or row.stage != AT_CODE or row.login_key != attempt.login_key:
        if row:
            end_session(row, now=attempt.now)
        token = new_token()
        row = _half_open(attempt, token)
        session.add(row)
    row.typed_login = seal(attempt.secret_key, attempt.login.typed)
    row.my_device, row.next_path = attempt.my_device, attempt.next_path
    row.expires_at = attempt.now + HALF_OPEN
    session.flush()
    send_code(session, row, TO_SIGN_IN, attempt.login.typed, now=attempt.now, secret_key=attempt.secret_key)
    return token


def accept_code(session: Session, attempt: Attempt, holder: Customer | None) -> Entered | None:
    """The one-time password instead of a password. It must have been sent to whoever has the login now."""
    row = attempt.row
    assert row  # noqa: S101  # for the type checker: there is no code without a half-open session
    code = use_code(session, row, TO_SIGN_IN, attempt.password, now=attempt.now, secret_key=attempt.secret_key)
    if code is None or holder is None or code.customer_id != holder.id:
        return None
    token = new_token()
    row.token_hash = hash_of(token)
    row.stage = AT_NEW_PASSWORD
    row.customer = holder
    row.msisdn = attempt.login.msisdn
    row.first_channel = code.channel
    row.expires_at = attempt.now + HALF_OPEN
    return Entered(row=row, token=token)


def choose_password(session: Session, row: SessionRow, new: str, *, now: datetime, secret_key: str) -> None:
    """Step 6 and 7: the new password waits until a second code, by the other channel, is typed."""
    row.new_password_hash = passwords.hash_password(new)
    row.stage = AT_CONFIRM
    send_second_code(session, row, now=now, secret_key=secret_key)


def send_second_code(session: Session, row: SessionRow, *, now: datetime, secret_key: str) -> None:
    tries_of(session, row.login_key, now)
    row.expires_at = now + HALF_OPEN
    send_code(session, row, TO_CONFIRM, "", now=now, secret_key=secret_key)


def confirm_password(session: Session, attempt: Attempt, row: SessionRow) -> str | None:
    """Step 8: the second code sets the password. Returns the token of the browser, known from now on; None if wrong.

    A wrong one is counted; commit that, too. Raises TooManyWrong while this login has to wait.
    """
    customer = row.customer
    assert customer  # noqa: S101  # for the type checker: the first code told who it is
    tries = tries_of(session, row.login_key, attempt.now)
    device = session.scalars(device_of(customer.id, hash_of(attempt.device_token))).one_or_none()
    counter = device or tries
    check_delay(counter, attempt.now)
    typed, now = attempt.password, attempt.now
    if not use_code(session, row, TO_CONFIRM, typed, now=now, secret_key=attempt.secret_key):
        counter.note_wrong(now)
        if counter.has_run_out:
            audit.record(session, "sign_in_failed_often", now=now, customer_no=customer.customer_no, actor=audit.SYSTEM)
        return None
    keep_password(session, customer, row.new_password_hash, now=now, request_id=attempt.request_id)
    tries.note_right()
    _known, device_token = devices.remember(session, customer, attempt.device_token, row.agent, now=now)
    end_session(row, now=now)
    return device_token


def typed_login(row: SessionRow, secret_key: str) -> str:
    """What was typed as the login, to show it again; nothing when it was sealed with a former key."""
    try:
        return unseal(secret_key, row.typed_login)
    except InvalidToken:
        return ""


def _half_open(attempt: Attempt, token: str) -> SessionRow:
    return SessionRow(
        token_hash=hash_of(token),
        stage=AT_CODE,
        login_key=attempt.login_key,
        agent=attempt.agent,
        created_at=attempt.now,
        seen_at=attempt.now,
        expires_at=attempt.now + HALF_OPEN,
    )
