"""Another e-mail or contact number: proved on the new one and on the old one, told to the old one with a way back.

It holds at once. Until the operator's billing says the same, the old value in its export changes nothing back.
"""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth.codes import send_code, use_code
from selfcare.auth.models import Code
from selfcare.auth.queries import main_line_of
from selfcare.auth.tokens import hash_of
from selfcare.auth.tries import Wait, check_delay, tries_of
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.money import Money
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL, SMS
from selfcare.orders import contact_queries as queries
from selfcare.orders.actions import SEND_RECEIPT, AlreadyWaiting, new_number, topic_of
from selfcare.orders.asking import Asking
from selfcare.orders.contact_models import CONTACT_NUMBER, EMAIL_ADDRESS, FIELDS, WAY_BACK_LASTS, ContactChange
from selfcare.orders.handing_over import PLACED, hand_over
from selfcare.orders.models import CONTACT_CHANGE, DRAFT, THE_OPERATOR, WAITING, Order, WrongState
from selfcare.orders.queries import AS_IT_IS, waiting_about
from selfcare.orders.roads import check_sim
from selfcare.outbox import actions as outbox
from selfcare.outbox.seals import keyed_hash

TO_PROVE = {"new": "contact_new", "old": "contact_old"}  # what such codes are good for
SEND_CONTACT_CODE = "orders.send_contact_code"
MOST_A_DAY = 5
_DAY = timedelta(days=1)


class SameContact(RuleBroken):
    """There is nothing to change."""

    message = _l("This is what we have already.")


class ContactChangedMeanwhile(RuleBroken):
    """What was to be replaced is not there any more."""

    message = _l("Your contact data have changed meanwhile, so this change is void. Begin again.")


class EnoughForToday(Wait):
    """Codes to strange addresses cost money and trouble people."""

    message = _l("You have changed this often enough for today. Try again in {wait}.")


def begin_contact_change(session: Session, asking: Asking, what: str, wanted: str) -> ContactChange:
    """Have codes sent to both. The customer has just shown who he is, and `wanted` is written as we keep it.

    The answer is the same whoever else has that address. Raises SameContact, AlreadyWaiting, SimChangedLately,
    EnoughForToday, CodeIsOnItsWay and NoMoreCodes.
    """
    former = str(getattr(asking.customer, FIELDS[what]))
    if wanted == former:
        raise SameContact
    if session.scalars(waiting_about(topic_of(CONTACT_CHANGE, asking.customer, what))).first():
        raise AlreadyWaiting
    change = ContactChange(
        customer=asking.customer,
        what=what,
        former=former,
        wanted=wanted,
        session_id=asking.row.id,
        asked_at=asking.now,
    )
    _check_sims(session, change, now=asking.now)
    tries_of(session, asking.row.login_key, asking.now)  # one after the other
    _check_how_often(session, asking)
    others = queries.open_changes_of(asking.customer).with_for_update()
    for other in session.scalars(others, execution_options=AS_IT_IS):
        other.dropped_at = asking.now
    session.add(change)
    session.flush()
    send_contact_codes(session, asking, change)
    return change


def send_contact_codes(session: Session, asking: Asking, change: ContactChange) -> None:
    """To each that is not proved yet; older ones are void. Raises CodeIsOnItsWay, NoMoreCodes and WrongState."""
    _must_be_ours(asking, change)
    tries_of(session, asking.row.login_key, asking.now)
    for side in change.still_to_prove():
        code = send_code(
            session,
            asking.row,
            TO_PROVE[side],
            str(change.id),
            now=asking.now,
            secret_key=asking.secret_key,
            sent_by=SEND_CONTACT_CODE,
        )
        setattr(change, f"{side}_code_id", code.id)
    session.flush()


def prove_contact(session: Session, asking: Asking, change: ContactChange, typed: dict[str, str]) -> set[str]:
    """Try the codes that were typed, by side; returns the sides whose code was wrong. Commit in any case.

    What was right stays proved. When both are, it holds. A second time it changes nothing. Raises WrongState,
    ContactChangedMeanwhile, SimChangedLately and TooManyWrong.
    """
    _lock(session, change)
    if change.order_id is not None:
        return set()
    _must_be_ours(asking, change)
    if change.holds_now != change.former:
        raise ContactChangedMeanwhile
    _check_sims(session, change, now=asking.now)
    tries = tries_of(session, keyed_hash(asking.secret_key, "contact", asking.customer.customer_no), asking.now)
    check_delay(tries, asking.now)
    wrong = {side for side in change.still_to_prove() if not _is_its_code(session, asking, change, side, typed)}
    if wrong:
        tries.note_wrong(asking.now)
        return wrong
    tries.note_right()
    _hold(session, asking, change)
    return set()


def drop_contact_change(session: Session, change: ContactChange, *, now: datetime) -> None:
    """The customer thought better of it, unless it holds already."""
    _lock(session, change)
    if change.is_open:
        change.dropped_at = now


def contact_order(change: ContactChange, former: str, wanted: str, *, now: datetime, today: date) -> Order:
    """What tells the operator of it, and stands on the board. It holds here already."""
    facts = {"what": change.what, "former": former, "wanted": wanted}
    order = Order(
        number=new_number(today),
        kind=CONTACT_CHANGE,
        topic=topic_of(CONTACT_CHANGE, change.customer, change.what),
        customer=change.customer,
        asked=json.dumps(facts, ensure_ascii=False),
        price=Money(),
        effective_on=today,
        waits_for=THE_OPERATOR,
        language=change.customer.speaks,
        sent_to=wanted,
        state=DRAFT,
        asked_at=change.asked_at,
    )
    order.move(WAITING, now=now)
    return order


def _hold(session: Session, asking: Asking, change: ContactChange) -> None:
    """From now on it is the customer's. The old one learns the way back."""
    order = contact_order(change, change.former, change.wanted, now=asking.now, today=asking.today)
    session.add(order)
    change.order = order
    change.set_to(change.wanted)
    session.flush()
    audit.record(
        session,
        "contact_changed",
        now=asking.now,
        customer_no=asking.customer.customer_no,
        request_id=asking.request_id,
        order=order.number,
    )
    hand_over(session, order, PLACED, now=asking.now)
    _tell_way_back(session, asking, change)
    outbox.put(session, SEND_RECEIPT, {"order_id": order.id}, now=asking.now)


def _tell_way_back(session: Session, asking: Asking, change: ContactChange) -> None:
    """To the one that was replaced; where there was none, to the other channel."""
    customer = asking.customer
    other = (SMS, customer.contact_phone) if change.what == EMAIL_ADDRESS else (EMAIL, customer.email)
    channel, recipient = (channel_of(change.what), change.former) if change.former else other
    if not recipient:
        return
    token = secrets.token_urlsafe(16)  # 128 bits, and the SMS is one
    change.way_back = hash_of(token)
    notifications.tell(
        session,
        customer,
        channel,
        recipient,
        "contact_way_back",
        now=asking.now,
        facts={"what": change.what, "code": token, "days": WAY_BACK_LASTS.days},
        secret_key=asking.secret_key,
        expires_at=asking.now + WAY_BACK_LASTS,
    )


def channel_of(what: str) -> str:
    return EMAIL if what == EMAIL_ADDRESS else SMS


def _is_its_code(session: Session, asking: Asking, change: ContactChange, side: str, typed: dict[str, str]) -> bool:
    """The newest code of this change and this side, sent to this browser."""
    code_id: int | None = getattr(change, f"{side}_code_id")
    code = session.get(Code, code_id, populate_existing=True) if code_id else None
    if code is None or code.session_id != asking.row.id or code.voided_at or code.used_at or not typed.get(side):
        return False
    used = use_code(session, asking.row, TO_PROVE[side], typed[side], now=asking.now, secret_key=asking.secret_key)
    if used is None or used.id != code_id:
        return False
    setattr(change, f"{side}_proved_at", asking.now)
    return True


def _must_be_ours(asking: Asking, change: ContactChange) -> None:
    """Begun in this very browser, which showed who it is; and not closed since."""
    if not change.is_open or change.session_id != asking.row.id:
        raise WrongState


def _check_sims(session: Session, change: ContactChange, *, now: datetime) -> None:
    """Neither the main number's SIM nor those of the contact numbers may be so new that they prove nothing."""
    numbers = {line.msisdn for line in session.scalars(main_line_of(change.customer))}
    if change.what == CONTACT_NUMBER:
        numbers |= {number for number in (change.former, change.wanted) if number}
    for number in sorted(numbers):
        check_sim(session, number, now=now)


def _check_how_often(session: Session, asking: Asking) -> None:
    since = queries.begun_since(asking.customer, asking.now - _DAY)
    count, first = session.execute(since.with_only_columns(func.count(), func.min(ContactChange.asked_at))).one()
    if count >= MOST_A_DAY:
        raise EnoughForToday(first + _DAY - asking.now)


def _lock(session: Session, change: ContactChange) -> None:
    """The customer's row, too: a feed that brings another value comes before or after, not between."""
    session.execute(select(Customer.id).where(Customer.id == change.customer_id).with_for_update())
    session.execute(select(ContactChange.id).where(ContactChange.id == change.id).with_for_update())
    session.refresh(change)
    session.refresh(change.customer, list(FIELDS.values()))
