"""Asking for something: a draft with a code, then an order that waits for its day."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth.codes import CodeIsOnItsWay, seconds_to_any, send_code, use_code
from selfcare.auth.models import Code
from selfcare.auth.tries import check_delay, tries_of
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.orders.asking import Asking
from selfcare.orders.handing_over import PLACED, WITHDRAWN, hand_over
from selfcare.orders.kind import Kind
from selfcare.orders.models import CANCELLED, DONE, DRAFT, DROPPED, STAFF, WAITING, Order, WrongState
from selfcare.orders.queries import AS_IT_IS, drafts_about, waiting_about
from selfcare.orders.roads import check_sim, number_for_code
from selfcare.outbox import actions as outbox
from selfcare.outbox.seals import keyed_hash

TO_ORDER = "order"  # what such a code is good for; which order, the order says
SEND_CODE, SEND_RECEIPT, SEND_NEWS = "orders.send_code", "orders.send_receipt", "orders.send_news"

_READ = ("topic", "asked", "tariff_id", "terms_version", "price", "effective_on")
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another


class AlreadyWaiting(RuleBroken):
    """One change of a kind at a time."""

    message = _l("A change is already waiting for this number. Cancel it first if you want another one.")


class NumberGone(RuleBroken):
    """Whoever holds it now must get nothing that he did not order."""

    message = _l("This number has ended or belongs to somebody else now, so nothing can be ordered for it.")


class TooLate(RuleBroken):
    """It has taken effect, or does today."""

    message = _l("It is too late to cancel this order: it takes effect today or is closed already.")


def begin(session: Session, asking: Asking, order: Order) -> Order:
    """Store it as a draft in place of any other about the same, and have its code sent.

    It goes by SMS to the number of roads.py unless the kind has set `sent_to`. Within half a minute after another
    code the draft stays without one, which can be sent from its page; the very same order once more (a double tap)
    is the draft that there is. Raises AlreadyWaiting, NumberGone, NoNumber, SimChangedLately and NoMoreCodes.
    """
    order.topic = order.topic or topic_of(order.kind, order.line or asking.customer)
    if order.line:
        _lock_line(session, order.line.id)
    drafts = drafts_about(asking.customer, order.topic).with_for_update()
    others = session.scalars(drafts, execution_options=AS_IT_IS).all()  # no draft any more: placed in another tab
    if session.scalars(waiting_about(order.topic)).first():
        raise AlreadyWaiting
    for other in others:
        if _is_the_same(other, order) and _is_its_newest(session, asking, other) and _is_fresh(session, asking):
            return other
        other.move(DROPPED, now=asking.now)
    order.number = new_number(asking.today)
    order.customer = asking.customer
    order.state = DRAFT
    order.language = asking.customer.speaks
    order.sent_to = order.sent_to or number_for_code(session, asking.customer, order.line, now=asking.now)
    order.asked_at = asking.now
    session.add(order)
    session.flush()
    with suppress(CodeIsOnItsWay):
        send_order_code(session, asking, order)
    return order


def send_order_code(session: Session, asking: Asking, order: Order) -> None:
    """A code for this draft; every older one is void. Raises what `begin` raises, and WrongState when it is none."""
    if order.state != DRAFT:
        raise WrongState
    if order.is_gone:
        raise NumberGone
    check_sim(session, order.sent_to, now=asking.now)
    tries_of(session, asking.row.login_key, asking.now)
    code = send_code(
        session, asking.row, TO_ORDER, order.number, now=asking.now, secret_key=asking.secret_key, sent_by=SEND_CODE
    )
    session.flush()
    order.code_id = code.id


def place(session: Session, asking: Asking, order: Order, typed: str, kind: Kind) -> bool:
    """Authorise a draft with its code; False for a wrong one, which counts: commit it. `kind` is its own.

    A second time it changes nothing. Raises TooManyWrong, AlreadyWaiting, NumberGone, SimChangedLately, WrongState,
    and what the kind's `check` raises.
    """
    _lock(session, order)
    if order.state in {WAITING, DONE}:
        return True
    if order.state != DRAFT:
        raise WrongState
    if order.is_gone:
        raise NumberGone
    kind.check(session, order, asking.today)
    check_sim(session, order.sent_to, now=asking.now)
    if session.scalars(waiting_about(order.topic)).first():
        raise AlreadyWaiting
    if not _is_its_code(session, asking, order, typed):
        return False
    order.move(WAITING, now=asking.now)
    try:
        session.flush()
    except IntegrityError:
        raise AlreadyWaiting from None
    kind.placed(session, order, now=asking.now, today=asking.today)
    if kind.leaves and order.waits_for != STAFF:
        hand_over(session, order, PLACED, now=asking.now)
    _record(session, asking, order, "order_placed")
    outbox.put(session, SEND_RECEIPT, {"order_id": order.id}, now=asking.now)
    return True


def cancel(session: Session, asking: Asking, order: Order, kind: Kind) -> None:
    """Before its day, or before it was ever placed. A second time it changes nothing. Raises TooLate.

    And what the kind's `undone` raises.
    """
    _lock(session, order)
    if order.state in {CANCELLED, DROPPED}:
        return
    if order.state == DRAFT:
        order.move(DROPPED, now=asking.now)
        return
    if not order.can_be_cancelled(asking.today):
        raise TooLate
    kind.undone(session, order, now=asking.now)
    order.move(CANCELLED, now=asking.now)
    if kind.leaves and order.waits_for != STAFF:
        hand_over(session, order, WITHDRAWN, now=asking.now)
    _record(session, asking, order, "order_cancelled")
    outbox.put(session, SEND_NEWS, {"order_id": order.id, "news": CANCELLED}, now=asking.now)


def new_number(today: date) -> str:
    """`Z261125-7KQ2MB`: can be read out on the phone, and not guessed."""
    return f"Z{today:%y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"


def topic_of(kind: str, subject: Line | Customer, *more: str) -> str:
    """What one order at a time may wait for: a kind for a line or an account, or one option of a line."""
    return "/".join((kind, str(subject.id), *more))


def _lock(session: Session, order: Order) -> None:
    """Line and order are ours until the commit: two browsers, or a browser and the worker, go one after the other."""
    _lock_line(session, order.line_id)
    session.execute(select(Order.id).where(Order.id == order.id).with_for_update())
    session.refresh(order, ["state", "code_id", "effective_on", "waits_for"])
    if order.line:
        session.refresh(order.line, ["tariff_id", "status", "ended_at", "customer_id"])


def _lock_line(session: Session, line_id: int | None) -> None:
    """Always before its orders: whoever locks them the other way round would wait for ever."""
    session.execute(select(Line.id).where(Line.id == line_id).with_for_update())


def _is_the_same(one: Order, other: Order) -> bool:
    """Whether whoever reads both would see no difference."""
    return all(getattr(one, name) == getattr(other, name) for name in _READ)


def _is_fresh(session: Session, asking: Asking) -> bool:
    """Whether a code of this login is so new that none may follow it yet."""
    return seconds_to_any(session, asking.row.login_key, TO_ORDER, asking.now) > 0


def _is_its_code(session: Session, asking: Asking, order: Order, typed: str) -> bool:
    """Whether it is the newest code of this very order, sent to this browser. Wrong tries count by customer."""
    tries = tries_of(session, keyed_hash(asking.secret_key, "order", asking.customer.customer_no), asking.now)
    check_delay(tries, asking.now)
    if _is_its_newest(session, asking, order) and use_code(
        session, asking.row, TO_ORDER, typed, now=asking.now, secret_key=asking.secret_key
    ):
        tries.note_right()
        return True
    tries.note_wrong(asking.now)
    return False


def _is_its_newest(session: Session, asking: Asking, order: Order) -> bool:
    """A code that was sent for another order, or to another browser, is no code for this one here."""
    code = session.get(Code, order.code_id) if order.code_id else None
    is_ours = code is not None and code.session_id == asking.row.id
    return is_ours and code is not None and code.voided_at is None and code.used_at is None


def _record(session: Session, asking: Asking, order: Order, what: str) -> None:
    facts = {"line": order.line.msisdn} if order.line else {}
    audit.record(
        session,
        what,
        now=asking.now,
        customer_no=asking.customer.customer_no,
        request_id=asking.request_id,
        order=order.number,
        **facts,
    )
