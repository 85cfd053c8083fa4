"""Orders in the customer's words: on pages, in messages and on receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from selfcare.catalogue.models import Tariff
from selfcare.catalogue.terms import tariff_with
from selfcare.lines.numbers import shown
from selfcare.orders.models import (
    BY_FEED,
    CANCELLED,
    DONE,
    DRAFT,
    LINE_GONE,
    OTHER_TARIFF,
    REJECTED,
    WAITING,
    Order,
)
from selfcare.web.formats import full_day, money
from selfcare.web.tariff_words import beside_each_other, name

_LONGEST_IN_SMS = 24  # characters of a tariff's name, so that the SMS is one


@dataclass(frozen=True)
class Change:
    """One thing that will be otherwise; `before` is empty where there was nothing to compare with."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Status:
    """The tag of an order."""

    kind: str
    icon: str
    text: str


def after(order: Order) -> Tariff:
    return tariff_with(order.facts["after"])


def title(order: Order) -> str:
    """`Change of tariff to Listek 60 GB`."""
    return str(_("Change of tariff to %(tariff)s", tariff=name(after(order))))


def changes_of(order: Order) -> list[Change]:
    before = order.facts["before"]
    return changes(tariff_with(before) if before else None, after(order))


def changes(before: Tariff | None, after: Tariff) -> list[Change]:
    """The fee first, then everything in which the two differ."""
    fee = Change(_("Monthly fee"), money(before.monthly_gross) if before else "", money(after.monthly_gross))
    if before is None:
        return [fee, *(Change(row.name, "", row.values[0]) for row in beside_each_other([after]))]
    rows = beside_each_other([before, after])
    return [
        fee,
        *(
            Change(
                row.name,
                *(value or (_("nothing to add") if row.is_rate else _("not included")) for value in row.values),
            )
            for row in rows
            if len(set(row.values)) > 1
        ),
    ]


def status(order: Order) -> Status:
    known: dict[str, Callable[[], Status]] = {
        DRAFT: lambda: Status("warn", "clock", _("waits for your code")),
        WAITING: lambda: Status("plain", "clock", _("from %(day)s", day=full_day(order.effective_on))),
        DONE: lambda: Status("ok", "check", _("done")),
        CANCELLED: lambda: Status("quiet", "x", _("cancelled")),
        REJECTED: lambda: Status("bad", "circle-x", _("not possible")),
    }
    return known.get(order.state, lambda: Status("quiet", "x", _("not finished")))()


def what_happened(order: Order) -> str:
    """One sentence on how far it is, and why."""
    if why := order.facts.get("why"):
        return str(why)
    if order.state == WAITING:
        return str(_("The change waits for the next billing period. Until the day before you can cancel it here."))
    if order.state == DONE:
        return str(
            _("The change was confirmed by our billing.")
            if order.reason == BY_FEED
            else _("The new tariff is in force.")
        )
    reasons = {
        LINE_GONE: _("The number has ended or has another holder now, so nothing was changed."),
        OTHER_TARIFF: _("The number got another tariff meanwhile, so this change is void."),
        "": _("You cancelled it. The tariff stays as it is."),
    }
    return str(reasons[order.reason])


def for_messages(order: Order) -> dict[str, str]:
    """What templates of messages may say of it, in the language of the moment."""
    tariff = after(order)
    return {
        "order": order.number,
        "line": shown(str(order.facts["msisdn"])).replace("\u00a0", ""),
        "tariff": tariff.name[:_LONGEST_IN_SMS].strip(),
        "amount": money(tariff.monthly_gross),
        "on": _written(order.effective_on),
        "why": str(order.facts.get("why", "")),
    }


def _written(day: date) -> str:
    return f"{day.day}.{day.month:02}.{day.year}"
