"""Browsers by name, and which of them are known to whom."""

import re
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare.auth.models import Device, SessionRow
from selfcare.auth.queries import device_of
from selfcare.auth.tokens import hash_of, new_token
from selfcare.customers.models import Customer

_BROWSERS = (  # in this order: most of them also call themselves by the names below
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_TOUCH = re.compile(r"Mobi|Android|iPhone|iPad")


def name_of(user_agent: str) -> str:
    """`Chrome, Android`; empty for a program that does not say what it is."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(name for name in (browser, system) if name)


def is_handheld(user_agent: str) -> bool:
    """Whether it is likely somebody's own: a phone or a tablet."""
    return bool(_TOUCH.search(user_agent))


def remember(session: Session, customer: Customer, token: str, agent: str, *, now: datetime) -> tuple[Device, str]:
    """Know this browser from now on, by the cookie it has or a new one; one browser may serve a whole family."""
    device = session.scalars(device_of(customer.id, hash_of(token))).one_or_none()
    if device:
        device.seen_at = now
        return device, token
    is_ours = session.scalars(select(Device.id).where(Device.token_hash == hash_of(token)).limit(1)).first()
    token = token if is_ours else new_token()
    device = Device(customer_id=customer.id, token_hash=hash_of(token), agent=agent, first_seen_at=now, seen_at=now)
    session.add(device)
    session.flush()
    return device, token


def forget_all(session: Session, customer: Customer, *, but: SessionRow | None = None) -> None:
    """All of the customer's browsers are strangers again; the one behind `but` is not."""
    kept = but.device_id if but else None
    session.execute(delete(Device).where(Device.customer_id == customer.id, Device.id.is_distinct_from(kept)))
