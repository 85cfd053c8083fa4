"""A phone that was stolen: its SIM is blocked from any browser, with a code by e-mail, and everybody is signed out."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import addresses, devices
from selfcare.auth.actions import end_all_sessions, end_session
from selfcare.auth.attempts import Attempt
from selfcare.auth.codes import send_code, use_code
from selfcare.auth.models import SIGNED_IN, Code, SessionRow
from selfcare.auth.one_time import HALF_OPEN
from selfcare.auth.queries import newest_code, open_line_numbered
from selfcare.auth.tokens import hash_of, new_token
from selfcare.auth.tries import check_delay, tries_of
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.notifications import actions as notifications
from selfcare.orders.actions import SEND_RECEIPT, new_number, topic_of
from selfcare.orders.handing_over import PLACED, WITHDRAWN, hand_over
from selfcare.orders.kind import Kind
from selfcare.orders.models import (
    CANCELLED,
    DRAFT,
    OVERTAKEN,
    SIM_BLOCK,
    SIM_EXCHANGE,
    STAFF,
    THE_OPERATOR,
    WAITING,
    Order,
)
from selfcare.orders.queries import holder_with_device, waiting_about
from selfcare.orders.sim_exchange import CARD, ESIM, STOLEN, exchange_of
from selfcare.outbox import actions as outbox
from selfcare.outbox.seals import keyed_hash, seal

AT_BLOCK = "block"  # the stage of a session that may do this one thing
TO_BLOCK = "block_sim"  # what such a code is good for
SEND_BLOCK_CODE = "orders.send_block_code"
NO_REPLACEMENT = "none"
REPLACEMENTS = (NO_REPLACEMENT, CARD, ESIM)


def ask_for_block_code(session: Session, attempt: Attempt) -> str | None:
    """Have a code sent to the e-mail of whoever holds the number. The token of a new session, if there is one.

    Nobody learns whether anybody does: that is asked in the background. Raises CodeIsOnItsWay, NoMoreCodes and
    TooManyWrong.
    """
    key = _key(attempt, _own_browser(session, attempt))
    check_delay(tries_of(session, key, attempt.now), attempt.now)
    addresses.count_code(session, attempt)
    row, token = attempt.row, None
    if row is None or (row.stage != SIGNED_IN and (row.stage, row.login_key) != (AT_BLOCK, key)):
        if row:
            end_session(row, now=attempt.now)
        token = new_token()
        session.add(row := _session(attempt, token, key))
    row.typed_login = seal(attempt.secret_key, attempt.login.typed)
    session.flush()
    typed, now, secret_key = attempt.login.typed, attempt.now, attempt.secret_key
    send_code(session, row, TO_BLOCK, typed, now=now, secret_key=secret_key, sent_by=SEND_BLOCK_CODE)
    return token


def block_with_code(session: Session, attempt: Attempt, replacement: str, *, today: date) -> Line | None:
    """The code is typed. Right: the SIM is blocked. None for a wrong one, which counts: commit it.

    Raises TooManyWrong.
    """
    row, now = attempt.row, attempt.now
    assert row  # noqa: S101  # for the type checker: there is no code without a session
    own = _own_browser(session, attempt)
    tries = tries_of(session, _key(attempt, own), now)
    check_delay(tries, now)
    if not own:
        addresses.check_wrong(session, attempt)
    code = use_code(session, row, TO_BLOCK, attempt.password, now=now, secret_key=attempt.secret_key)
    line = session.scalars(open_line_numbered(attempt.login.msisdn).with_for_update()).one_or_none()
    if code is None or line is None or code.customer_id != line.customer_id:
        tries.note_wrong(now)
        if not own:
            addresses.count_wrong(session, attempt)
        return None
    tries.note_right()
    block(session, line, attempt, today=today)
    if replacement in {CARD, ESIM}:
        _place(session, exchange_of(line, replacement, STOLEN, Money(), today), attempt, today=today)
    return line


def block(session: Session, line: Line, attempt: Attempt, *, today: date) -> None:
    """No SMS goes to it any more, codes on their way are void, and everybody is signed out but this browser."""
    now, customer = attempt.now, line.customer
    line.sim_blocked_at = line.sim_blocked_at or now
    kept = attempt.row if attempt.row and attempt.row.customer_id == customer.id else None
    end_all_sessions(session, customer, now=now, but=kept)
    devices.forget_all(session, customer, but=kept)
    session.execute(
        update(Code)
        .where(Code.customer_id == customer.id, Code.used_at.is_(None), Code.voided_at.is_(None))
        .values(voided_at=now)
    )
    _record(session, line, "sim_blocked", now=now, request_id=attempt.request_id)
    _withdraw_exchange(session, line, now=now)
    _place(session, block_of(line, today), attempt, today=today)


def block_of(line: Line, today: date) -> Order:
    """What such an order holds."""
    facts = {"msisdn": line.msisdn, "iccid": line.iccid}
    return Order(
        kind=SIM_BLOCK,
        topic=topic_of(SIM_BLOCK, line),
        line=line,
        asked=json.dumps(facts, ensure_ascii=False),
        price=Money(),
        effective_on=today,
        waits_for=THE_OPERATOR,
    )


def unblock(session: Session, line: Line, *, now: datetime, actor: str, **facts: str) -> None:
    """Customer care alone does it, when they have seen who is asking. A second time it changes nothing.

    `facts` go into the log; the customer reads `because`.
    """
    if line.sim_blocked_at is None:
        return
    line.sim_blocked_at = None
    _record(session, line, "sim_unblocked", now=now, actor=actor, **facts)
    notifications.tell_everywhere(session, line.customer, "sim_unblocked", now=now, facts={"line": line.msisdn})


def was_used_here(session: Session, row: SessionRow, now: datetime) -> bool:
    """Whether this browser has just blocked a SIM: the button was pressed twice, or the answer got lost."""
    if session.scalars(newest_code(row, TO_BLOCK)).first():
        return False
    used = select(Code.id).where(
        Code.session_id == row.id, Code.purpose == TO_BLOCK, Code.used_at.is_not(None), Code.expires_at > now
    )
    return session.scalars(used.limit(1)).first() is not None


class SimBlockKind(Kind):
    """It holds at once here; the operator says when it does in the network."""

    name = SIM_BLOCK


def _withdraw_exchange(session: Session, line: Line, *, now: datetime) -> None:
    """Whoever has the phone may have ordered another SIM with it."""
    for order in session.scalars(waiting_about(topic_of(SIM_EXCHANGE, line))):
        order.move(CANCELLED, now=now, reason=OVERTAKEN)
        session.flush()
        if order.waits_for != STAFF:
            hand_over(session, order, WITHDRAWN, now=now)


def _place(session: Session, order: Order, attempt: Attempt, *, today: date) -> None:
    """Authorised already, by the code that went to the e-mail. One order of its kind waits for a line."""
    if session.scalars(waiting_about(order.topic)).first():
        return
    line = order.its_line
    order.number, order.customer, order.language = new_number(today), line.customer, line.customer.speaks
    order.state, order.asked_at, order.sent_to = DRAFT, attempt.now, line.customer.email
    session.add(order)
    order.move(WAITING, now=attempt.now)
    session.flush()
    _record(session, line, "order_placed", now=attempt.now, request_id=attempt.request_id, order=order.number)
    if order.waits_for != STAFF:
        hand_over(session, order, PLACED, now=attempt.now)
    outbox.put(session, SEND_RECEIPT, {"order_id": order.id}, now=attempt.now)


def _session(attempt: Attempt, token: str, key: bytes) -> SessionRow:
    return SessionRow(
        token_hash=hash_of(token),
        stage=AT_BLOCK,
        login_key=key,
        agent=attempt.agent,
        created_at=attempt.now,
        seen_at=attempt.now,
        expires_at=attempt.now + HALF_OPEN,
    )


def _key(attempt: Attempt, own: tuple[str, ...]) -> bytes:
    """Counted apart from signing in: whoever guesses here locks nobody out there.

    And apart for each browser of the holder's own: no stranger makes these wait, nor voids their codes.
    """
    number = attempt.login.msisdn or attempt.login.typed.lower()
    return keyed_hash(attempt.secret_key, "stolen", number, *own)


def _own_browser(session: Session, attempt: Attempt) -> tuple[str, ...]:
    """Which one of the holder's it is: known, or signed in there. Nothing for a stranger's. The same work for all."""
    found = session.execute(holder_with_device(attempt.login.msisdn, hash_of(attempt.device_token))).one_or_none()
    row = attempt.row
    if found is None:
        return ()
    if found.device_id:
        return ("device", str(found.device_id))
    if row and row.stage == SIGNED_IN and row.customer_id == found.customer_id:
        return ("session", str(row.id))
    return ()


def _record(
    session: Session, line: Line, what: str, *, now: datetime, actor: str = audit.CUSTOMER, **facts: str
) -> None:
    request_id = facts.pop("request_id", "")
    audit.record(
        session,
        what,
        now=now,
        customer_no=line.customer.customer_no,
        actor=actor,
        request_id=request_id,
        line=line.msisdn,
        **facts,
    )
