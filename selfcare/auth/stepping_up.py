"""Proving oneself once more, with the password and a code: what call records ask for (security.md §1.1)."""

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth.actions import browser_of, prove
from selfcare.auth.codes import send_code, use_code
from selfcare.auth.models import TO_STEP_UP, Code, SessionRow
from selfcare.auth.queries import newest_code
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.customers.models import Customer


def begin(
    session: Session, row: SessionRow, customer: Customer, password: str, *, now: datetime, secret_key: str
) -> str | None:
    """The password is typed: have a code sent. Returns the session's new token; None if the password is wrong.

    Raises TooManyWrong, CodeIsOnItsWay and NoMoreCodes.
    """
    token = prove(session, row, customer, password, now=now)
    if token:
        send_code(session, row, TO_STEP_UP, "", now=now, secret_key=secret_key)
    return token


def send_again(session: Session, row: SessionRow, *, now: datetime, secret_key: str) -> None:
    """Another code, for somebody whose password still counts."""
    tries_of(session, row.login_key, now)
    send_code(session, row, TO_STEP_UP, "", now=now, secret_key=secret_key)


def finish(
    session: Session,
    row: SessionRow,
    customer: Customer,
    typed: str,
    *,
    now: datetime,
    secret_key: str,
    request_id: str = "",
) -> str | None:
    """The code is typed: for a quarter of an hour this session is trusted. Returns its new token; None if it is wrong.

    A wrong one is counted; commit that, too. Raises TooManyWrong.
    """
    tries = tries_of(session, row.login_key, now)
    counter = browser_of(session, row) or tries
    check_delay(counter, now)
    code = use_code(session, row, TO_STEP_UP, typed, now=now, secret_key=secret_key)
    if code is None or code.customer_id != customer.id:
        counter.note_wrong(now)
        return None
    counter.note_right()
    token = new_token()
    row.take_token(hash_of(token), now)
    row.confirmed_at = now
    audit.record(session, "stepped_up", now=now, customer_no=customer.customer_no, request_id=request_id)
    return token


def waiting_code(session: Session, row: SessionRow, now: datetime) -> Code | None:
    """The code that can be typed now, by somebody whose password still counts."""
    if not row.is_proved_lately(now):
        return None
    code = session.scalars(newest_code(row, TO_STEP_UP)).one_or_none()
    return code if code and code.can_be_typed(now) else None
