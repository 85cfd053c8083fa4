"""By which road a code reaches a customer (domain.md §2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from selfcare.auth.logins import Login
from selfcare.auth.queries import main_line_of, open_line_numbered
from selfcare.customers.models import Customer
from selfcare.lines.models import Line

Road = tuple[str, str]  # channel ("sms", "email") and recipient


def road_of_first_code(session: Session, customer: Customer, login: Login, now: datetime) -> Road | None:
    """To the login that was typed; but never by SMS to a SIM that was changed lately."""
    roads = _roads_to(session, customer, now)
    return next((road for road in roads if (road[0] == "sms") == bool(login.msisdn)), _any_of(roads))


def road_of_second_code(session: Session, customer: Customer, first_channel: str, now: datetime) -> Road | None:
    """The other channel than the first, if there is one: holding one of them is not enough."""
    roads = _roads_to(session, customer, now)
    return next((road for road in roads if road[0] != first_channel), _any_of(roads))


def _roads_to(session: Session, customer: Customer, now: datetime) -> list[Road]:
    by_email = [("email", customer.email)] if customer.email else []
    line = session.scalars(main_line_of(customer).order_by(Line.id).limit(1)).one_or_none()
    number = _number_for_sms(line, customer) if line else ""
    if not number or _sms_proves_nothing(session, number, now):
        return [*by_email]
    return [("sms", number), *by_email]


def _number_for_sms(line: Line, customer: Customer) -> str:
    """A data-only line cannot show an SMS: its contact number gets it."""
    if line.kind == "data":
        return line.contact_phone or customer.contact_phone
    return line.msisdn


def _sms_proves_nothing(session: Session, number: str, now: datetime) -> bool:
    line = session.scalars(open_line_numbered(number)).one_or_none()
    return line is not None and line.sms_proves_nothing(now)


def _any_of(roads: list[Road]) -> Road | None:
    return roads[0] if roads else None
