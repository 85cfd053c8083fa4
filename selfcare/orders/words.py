"""Orders in the customer's words: on pages, in messages and on receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from selfcare.lines.numbers import shown
from selfcare.orders.account_wording import (
    AssignmentWording,
    ContactWording,
    PaperWording,
    PayoutWording,
    TerminationWording,
)
from selfcare.orders.models import (
    A_DAY,
    ASSIGNMENT,
    CANCELLED,
    CONTACT_CHANGE,
    DONE,
    DRAFT,
    OPTION_CHANGE,
    PAPER_CHANGE,
    PAYOUT,
    REJECTED,
    SIM_BLOCK,
    SIM_EXCHANGE,
    TARIFF_CHANGE,
    TERMINATION,
    WAITING,
    Order,
)
from selfcare.orders.option_wording import OptionWording
from selfcare.orders.sim_wording import SimBlockWording, SimExchangeWording
from selfcare.orders.tariff_wording import TariffWording
from selfcare.orders.wording import Change, Wording
from selfcare.web.formats import full_day

WORDINGS: Mapping[str, Wording] = {
    TARIFF_CHANGE: TariffWording(),
    OPTION_CHANGE: OptionWording(),
    SIM_EXCHANGE: SimExchangeWording(),
    SIM_BLOCK: SimBlockWording(),
    TERMINATION: TerminationWording(),
    ASSIGNMENT: AssignmentWording(),
    PAPER_CHANGE: PaperWording(),
    PAYOUT: PayoutWording(),
    CONTACT_CHANGE: ContactWording(),
}


@dataclass(frozen=True)
class Status:
    """The tag of an order."""

    kind: str
    icon: str
    text: str


def wording_of(order: Order) -> Wording:
    return WORDINGS[order.kind]


def title(order: Order) -> str:
    """`Change of tariff to Listek 60 GB`."""
    return wording_of(order).title(order)


def changes_of(order: Order) -> list[Change]:
    return wording_of(order).changes(order)


def what_happened(order: Order) -> str:
    """One sentence on how far it is, and why."""
    return wording_of(order).so_far(order)


def about(order: Order) -> str:
    """The number that it is about; an order about the whole account has none."""
    return shown(str(order.facts["msisdn"])) if order.line_id else str(_("the whole account"))


def authorised(order: Order) -> str:
    """How it was shown that the customer himself wants it."""
    if "@" in order.sent_to:
        return str(_("with a code by e-mail to %(address)s", address=order.sent_to))
    return str(_("with a code by SMS to %(phone)s", phone=shown(order.sent_to)))


def status(order: Order) -> Status:
    known: dict[str, Callable[[], Status]] = {
        DRAFT: lambda: Status("warn", "clock", _("waits for your code")),
        WAITING: lambda: Status("plain", "clock", _waits(order)),
        DONE: lambda: Status("ok", "check", _("done")),
        CANCELLED: lambda: Status("quiet", "x", _("cancelled")),
        REJECTED: lambda: Status("bad", "circle-x", _("not possible")),
    }
    return known.get(order.state, lambda: Status("quiet", "x", _("not finished")))()


def for_messages(order: Order) -> dict[str, str]:
    """What templates of messages may say of it, in the language of the moment."""
    wording = wording_of(order)
    return {
        "order": order.number,
        "what": wording.short(order),
        "title": wording.title(order),
        "cost": wording.cost(order),
        "on": _written(order.effective_on),
        "why": wording.so_far(order),
    }


def _waits(order: Order) -> str:
    if order.waits_for == A_DAY:
        return str(_("from %(day)s", day=full_day(order.effective_on)))
    return str(_("in progress"))


def _written(day: date) -> str:
    return f"{day.day}.{day.month:02}.{day.year}"
