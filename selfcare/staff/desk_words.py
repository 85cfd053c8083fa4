"""How the queue and its panel say things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from selfcare import clock
from selfcare.complaints.words import TITLES
from selfcare.lines.numbers import shown
from selfcare.orders import models as orders
from selfcare.staff.queues import ALL, CALL, COMPLAINT, FREE, MINE, ORDER, PAYOUT, QUESTION, SOON, Waiting
from selfcare.web.formats import DASH, NBSP, day, hour

KINDS = {
    COMPLAINT: _l("Complaint"),
    CALL: _l("Call"),
    QUESTION: _l("Question"),
    PAYOUT: _l("Payout"),
    ORDER: _l("Order"),
}
MANY = {
    COMPLAINT: _l("Complaints"),
    CALL: _l("Call-backs"),
    QUESTION: _l("Questions"),
    PAYOUT: _l("Payouts"),
    ORDER: _l("Orders"),
}
SHOWS = {ALL: _l("All"), MINE: _l("Mine"), FREE: _l("Nobody's"), SOON: _l("Within 3 days")}
COMPLAINTS: dict[str, object] = {kind.value: name for kind, name in TITLES.items()}
EVENTS = {
    "filed": _l("Filed"),
    "asked": _l("Asked for more"),
    "completed": _l("Completed"),
    "added": _l("Customer added something"),
    "extended": _l("60 days instead of 30"),
    "answered": _l("Answer sent"),
    "accepted_by_law": _l("Accepted by law"),
    "lapsed": _l("Not completed in time"),
    "withdrawn": _l("Withdrawn by the customer"),
    "paid": _l("Money booked"),
    "resend_asked": _l("The answer did not arrive"),
    "resent": _l("Sent once more"),
    "warned": _l("Days left when we were warned"),
    "assigned": _l("Given to"),
    "proposed": _l("Answer waits for consent"),
    "sent_back": _l("Sent back to its author"),
}
ORDERS = {
    orders.TARIFF_CHANGE: _l("Change of tariff"),
    orders.OPTION_CHANGE: _l("Change of an option"),
    orders.SIM_EXCHANGE: _l("Another SIM card"),
    orders.SIM_BLOCK: _l("Block of the SIM card"),
    orders.TERMINATION: _l("End of the contract"),
    orders.ASSIGNMENT: _l("Handing a number over"),
    orders.PAPER_CHANGE: _l("Paper or electronic invoices"),
    orders.PAYOUT: _l("Payout of credit"),
    orders.CONTACT_CHANGE: _l("Change of contact data"),
}
_RULE_DAYS = 3


@dataclass(frozen=True)
class Tag:
    """What stands in the column of stages."""

    kind: str
    icon: str
    text: str


def title(row: Waiting) -> str:
    """What the case is about, in a few words."""
    if row.kind == COMPLAINT:
        return str(COMPLAINTS[row.title])
    if row.kind == ORDER:
        return str(ORDERS.get(row.title, KINDS[ORDER]))
    if row.kind == PAYOUT:
        return str(_("Payout of credit"))
    return row.title or str(_("Asks for a call"))


def second_line(row: Waiting) -> str:
    """`Complaint R/2026/11/0042`, `Call, 14:00–15:00, 500 100 200`."""
    if row.kind == CALL and row.begins_at:
        return f"{KINDS[CALL]}, {hour_of(row.begins_at)}, {shown(row.number)}"
    return f"{KINDS[row.kind]} {row.number}".strip().replace("-", "\u2011")  # no line ends within a number


def hour_of(begins: datetime) -> str:
    """`14:00–15:00`."""
    local = begins.astimezone(clock.WARSAW)
    return f"{hour(begins)}{DASH}\u2060{local.hour + 1}:{local.minute:02}"


def stage(row: Waiting) -> Tag:
    """What has to happen, amber at three days and red at one."""
    words = {
        "incomplete": ("hourglass", _("Waits for the customer")),
        "confirming": ("users", _("Waits for consent")),
        "second": ("users", _("Waits for a second person")),
        "asked": ("clock", _("To approve")),
        "approved": ("landmark", _("To send")),
        "award": ("users", _("Awarded by law, waits for consent")),
        "resend": ("mail", _("To be sent by post")),
    }
    by_kind = {CALL: ("phone", _("To call")), ORDER: ("clock", _("Waits for its day"))}
    icon, text = words.get(row.state, by_kind.get(row.kind, ("clock", _("To answer"))))
    left = row.days_left(clock.today())
    if left <= 1:
        return Tag("bad", "triangle-alert", text)
    return Tag("warn" if left <= _RULE_DAYS else "plain", icon, text)


def colour(days: int) -> str:
    """Of the ring."""
    return "bad" if days <= 1 else "warn" if days <= _RULE_DAYS else "calm"


def left(days: int) -> str:
    """`3 days left`, `today is the last day`, `2 days late`: what the ring says without being seen."""
    if days < 0:
        return str(ngettext("%(num)d day late", "%(num)d days late", -days))
    if days == 0:
        return str(_("today is the last day"))
    return str(ngettext("%(num)d day left", "%(num)d days left", days))


def moment(at: datetime) -> str:
    """`today, 9:48`, else `14 December, 9:48`."""
    local = at.astimezone(clock.WARSAW).date()
    return f"{_('today') if local == clock.today() else day(local)},{NBSP}{hour(at)}"


def event_name(what: str) -> str:
    """What happened to a complaint, as colleagues say it."""
    return str(EVENTS.get(what, what))
