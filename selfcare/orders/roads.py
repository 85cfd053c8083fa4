"""Whose SMS authorises an order (domain.md §5): the main number's; for a data line the contact number's."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.auth.queries import main_line_of, open_line_numbered
from selfcare.clock import WARSAW
from selfcare.customers.models import Customer
from selfcare.errors import RuleBroken
from selfcare.lines.models import SIM_CHANGE_QUARANTINE, Line
from selfcare.lines.numbers import shown


class NoNumber(RuleBroken):
    """Neither a main number that shows an SMS nor a contact number."""

    message = _l("We know no number that could receive the code. Call customer service and we will help you.")


class SimChangedLately(RuleBroken):
    """Who has the SIM need not be who has the contract."""

    message = _l(
        "The SIM card of {number} was changed less than 48 hours ago, so an SMS to it proves nothing yet. "
        "You can order from {since}, or call customer service."
    )


class SimBlocked(RuleBroken):
    """It was reported stolen."""

    message = _l(
        "The SIM card of {number} is blocked, so no SMS can be sent to it. Call customer service and we will help you."
    )


def number_for_code(session: Session, customer: Customer, line: Line | None, *, now: datetime) -> str:
    """In E.164; `line` is none for an order about the account. Raises NoNumber, SimBlocked and SimChangedLately."""
    number = number_of(session, customer, line)
    if not number:
        raise NoNumber
    check_sim(session, number, now=now)
    return number


def number_of(session: Session, customer: Customer, line: Line | None) -> str:
    """The same, whether an SMS to it proves anything or not; empty if there is none."""
    if line and line.kind == "data":
        return line.contact_phone or customer.contact_phone
    main = session.scalars(main_line_of(customer)).first()
    if main is None or main.kind == "data":
        return (main.contact_phone if main else "") or customer.contact_phone
    return main.msisdn


def check_sim(session: Session, number: str, *, now: datetime) -> None:
    """Raise SimBlocked or SimChangedLately while an SMS to it proves nothing. An e-mail address has no SIM."""
    holder = session.scalars(open_line_numbered(number)).one_or_none()
    if holder and holder.sim_blocked_at:
        raise SimBlocked(number=shown(number))
    if holder and holder.sim_changed_at and holder.sim_was_changed_lately(now):
        opens_at = holder.sim_changed_at + SIM_CHANGE_QUARANTINE
        raise SimChangedLately(number=shown(number), since=_written(opens_at))


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(WARSAW):%d.%m.%Y, %H:%M}"
