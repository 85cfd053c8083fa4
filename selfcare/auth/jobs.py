"""What the worker does: find out who a code is for and send it there, and forget what is old."""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.auth.logins import Login
from selfcare.auth.models import SIGNED_IN, TO_CONFIRM, TO_STEP_UP, Code, Device, SessionRow, Tries
from selfcare.auth.queries import holders_of
from selfcare.auth.roads import Road, road_of_first_code, road_of_second_code
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL

KEEP_DEVICES = timedelta(days=400)  # no browser keeps a cookie longer
_TEMPLATES = {TO_CONFIRM: "second_code", TO_STEP_UP: "step_up_code"}


def send_code(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Send a code to whoever has that login, by the right road; to nobody if there is no such person or road."""
    code = session.get(Code, facts["code_id"])
    if code is None or code.channel or code.used_at or code.voided_at or now >= code.expires_at:
        return
    customer, road = _whom_and_where(session, code, str(facts["login"]), now)
    if customer is None or road is None:
        return
    code.customer_id, code.channel = customer.id, road[0]
    settings = _settings()
    audit.record(session, "code_sent", now=now, customer_no=customer.customer_no, actor=audit.SYSTEM, channel=road[0])
    notifications.tell(
        session,
        customer,
        *road,
        _TEMPLATES.get(code.purpose, "one_time_password"),
        now=now,
        facts={"code": str(facts["code"])},
        secret_key=settings.secret_key,
        expires_at=code.expires_at,
    )


def note_failures(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Write into the customer's log that somebody tried ten times; nobody has a log under an unknown login."""
    customer = _holder(session, Login.parse(str(facts["login"])))
    if customer:
        audit.record(
            session,
            "sign_in_failed_often",
            now=now,
            customer_no=customer.customer_no,
            actor=audit.SYSTEM,
            request_id=str(facts["request_id"]),
        )


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete codes, counters, sessions and browsers that nobody needs any more."""
    settings = _settings()
    codes_until = now - timedelta(days=settings.keep_codes_days)
    sessions_until = now - timedelta(days=settings.keep_sessions_days)
    old = or_(
        SessionRow.expires_at < sessions_until,
        SessionRow.ended_at < sessions_until,
        (SessionRow.stage != SIGNED_IN) & (SessionRow.expires_at < codes_until),
    )
    session.execute(
        delete(Code).where(or_(Code.created_at < codes_until, Code.session_id.in_(select(SessionRow.id).where(old))))
    )
    session.execute(delete(SessionRow).where(old))
    session.execute(delete(Tries).where(Tries.touched_at < codes_until))
    session.execute(delete(Device).where(Device.seen_at < now - KEEP_DEVICES))


def _whom_and_where(session: Session, code: Code, login: str, now: datetime) -> tuple[Customer | None, Road | None]:
    if code.purpose in _TEMPLATES:  # the session knows who it is
        customer = code.session.customer
        is_live = customer is not None and customer.may_sign_in and code.session.ended_at is None
        if customer is None or not is_live:
            return None, None
        first = EMAIL if code.purpose == TO_STEP_UP else code.session.first_channel
        return customer, road_of_second_code(session, customer, first, now)
    parsed = Login.parse(login)
    customer = _holder(session, parsed)
    if customer is None:
        return None, None
    return customer, road_of_first_code(session, customer, parsed, now)


def _holder(session: Session, login: Login) -> Customer | None:
    found = session.scalars(holders_of(login)).all()
    return found[0] if len(found) == 1 and found[0].may_sign_in else None


def _settings() -> Settings:
    settings = current_app.extensions["settings"]
    assert isinstance(settings, Settings)  # noqa: S101  # for the type checker: create_app put it there
    return settings
