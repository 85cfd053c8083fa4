"""What the customer does in the account. Each of it stands in the log that the customer can read."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth import actions as auth
from selfcare.auth.models import Device, SessionRow
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.notifications.models import Choice


def choose_language(
    session: Session, customer: Customer, language: str, *, now: datetime, request_id: str = ""
) -> None:
    """Speak this language from now on, whatever the operator's billing system says."""
    if customer.chosen_language == language:
        return
    customer.chosen_language = language
    audit.record(session, "language_chosen", now=now, customer_no=customer.customer_no, request_id=request_id)


def choose_notifications(
    session: Session, customer: Customer, chosen: Mapping[str, str | int], *, now: datetime, request_id: str = ""
) -> None:
    """How to be reminded, and in which hours not."""
    choice = session.get(Choice, customer.id) or Choice(customer_id=customer.id)
    for name in ("reminders", "quiet_from", "quiet_to"):
        setattr(choice, name, chosen[name])
    session.add(choice)
    audit.record(session, "notifications_chosen", now=now, customer_no=customer.customer_no, request_id=request_id)


def show_puk(session: Session, customer: Customer, line: Line, *, now: datetime, request_id: str = "") -> str:
    """The PUK, to somebody who has just typed the password again."""
    audit.record(
        session, "puk_shown", now=now, customer_no=customer.customer_no, request_id=request_id, line=line.msisdn
    )
    return line.puk


def end_device(session: Session, customer: Customer, row: SessionRow, *, now: datetime, request_id: str = "") -> None:
    """Sign one browser out. It is a stranger from now on, perhaps a stolen one."""
    auth.end_session(row, now=now)
    session.execute(delete(Device).where(Device.customer_id == customer.id, Device.id == row.device_id))
    audit.record(
        session,
        "session_ended",
        now=now,
        customer_no=customer.customer_no,
        request_id=request_id,
        device=row.agent,
    )


def note_export(session: Session, customer: Customer, *, now: datetime, request_id: str = "") -> None:
    """Write down that everything was handed out."""
    audit.record(session, "account_exported", now=now, customer_no=customer.customer_no, request_id=request_id)
