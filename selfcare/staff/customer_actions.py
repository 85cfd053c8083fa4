"""What staff may do for a customer at the phone: end sessions, take a lock away, and say why they look at calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import devices
from selfcare.auth.actions import end_all_sessions
from selfcare.auth.logins import Login
from selfcare.auth.models import Device, Tries
from selfcare.customers.models import Customer
from selfcare.notifications import actions as notifications
from selfcare.staff.models import Reason, StaffSession


def login_keys_of(customer: Customer, main_number: str | None, secret_key: str) -> Sequence[bytes]:
    """Under what wrong tries at this customer's logins are counted."""
    return [Login.parse(typed).key(secret_key) for typed in (main_number, customer.email) if typed]


def end_sessions(session: Session, customer: Customer, *, by: str, now: datetime, request_id: str = "") -> None:
    """Out on every device, and no browser is known any more; the customer is told on all channels."""
    end_all_sessions(session, customer, now=now)
    devices.forget_all(session, customer)
    no = customer.customer_no
    audit.record(session, "signed_out_everywhere", now=now, customer_no=no, actor=by, request_id=request_id)
    notifications.tell_everywhere(session, customer, "signed_out_everywhere", now=now)


def unlock(
    session: Session, customer: Customer, keys: Sequence[bytes], *, by: str, now: datetime, request_id: str = ""
) -> None:
    """Wrong tries so far do not count: the customer may type the password again at once."""
    session.execute(update(Tries).where(Tries.login_key.in_(keys)).values(wrong_in_row=0))
    session.execute(update(Device).where(Device.customer_id == customer.id).values(wrong_in_row=0))
    audit.record(
        session, "sign_in_unlocked", now=now, customer_no=customer.customer_no, actor=by, request_id=request_id
    )


def give_reason(
    session: Session, row: StaffSession, customer: Customer, text: str, *, now: datetime, request_id: str = ""
) -> None:
    """Open the call records for this session and a quarter of an hour. The customer reads why."""
    session.add(Reason(session_id=row.id, customer_id=customer.id, text=text, given_at=now))
    audit.record(
        session,
        "staff_gave_reason",
        now=now,
        customer_no=customer.customer_no,
        actor=row.member.email,
        request_id=request_id,
        because=text,
    )
