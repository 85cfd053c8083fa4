"""Complaints in the customer's words: on pages, in messages and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from selfcare import clock
from selfcare.billing import words as usage
from selfcare.complaints import deadlines
from selfcare.complaints.models import (
    ACCEPTED,
    EMAIL,
    IN_PART,
    NOTHING,
    PORTAL,
    POST,
    REFUSED,
    SET_OFF,
    Complaint,
    Event,
    Kind,
    State,
    What,
)
from selfcare.money import Money
from selfcare.web.formats import DASH, day, fours, full_day, moment, money, phone

KINDS = {
    Kind.CHARGE: _l("A charge that is wrong"),
    Kind.BREAK: _l("No service for a time"),
    Kind.QUALITY: _l("Bad service: calls, coverage, internet"),
    Kind.START: _l("The service began late"),
    Kind.ACCESSIBILITY: _l("Something is not accessible to people with disabilities"),
    Kind.OTHER: _l("Something else"),
}
TITLES = {
    Kind.CHARGE: _l("Wrong charge"),
    Kind.BREAK: _l("No service"),
    Kind.QUALITY: _l("Bad service"),
    Kind.START: _l("Late start"),
    Kind.ACCESSIBILITY: _l("Accessibility"),
    Kind.OTHER: _l("Other complaint"),
}
MEDIA = {EMAIL: _l("by e-mail"), PORTAL: _l("in the portal"), POST: _l("by post")}
DECISIONS = {ACCEPTED: _l("Accepted"), IN_PART: _l("Accepted in part"), REFUSED: _l("Refused")}
MISSING = {
    "circumstances": _l("what happened"),
    "period": _l("when it was"),
    "claimed": _l("how much money you want"),
    "account": _l("the number of the account"),
}
AMBER, RED = 3, 1  # days left


def _(sentence: str, **facts: object) -> str:
    return str(gettext(sentence, **facts))


@dataclass(frozen=True)
class Status:
    """The tag of a complaint."""

    kind: str
    icon: str
    text: str


def title(complaint: Complaint) -> str:
    """`Charge for invoice FV/1`, or what kind of trouble it is."""
    facts = complaint.pointed_at
    names: dict[str, Callable[[], str]] = {
        "invoice": lambda: _("Invoice %(number)s", number=facts["number"]),
        "item": lambda: str(facts["title"]),
        "record": lambda: _record_name(facts),
        "payment": lambda: _("Payment of %(day)s", day=full_day(date.fromisoformat(facts["booked"]))),
    }
    name = names.get(facts.get("what", ""))
    return name() if name else str(TITLES[Kind(complaint.kind)])


def evidence(complaint: Complaint) -> list[tuple[str, str]]:
    """What was pointed at, as names and values."""
    facts = complaint.pointed_at
    if not facts:
        return []
    rows: dict[str, Callable[[], str]] = {
        _("What"): lambda: title(complaint),
        _("Payment number"): lambda: str(facts.get("reference", "")),
        _("Invoice"): lambda: str(facts.get("number", "")) if facts["what"] != "invoice" else "",
        _("Issued"): lambda: full_day(date.fromisoformat(facts["issued"])) if "issued" in facts else "",
        _("When"): lambda: moment(datetime.fromisoformat(facts["at"])) if "at" in facts else "",
        _("How much"): lambda: _length(facts),
        _("Number"): lambda: phone(str(facts["msisdn"])) if facts.get("msisdn") else "",
        _("Amount"): lambda: money(Money(int(facts["grosze"]))) if "grosze" in facts else "",
    }
    return [(name, text) for name, row in rows.items() if (text := row())]


def period(complaint: Complaint) -> str:
    """`12 – 15 September 2026`, a single day; nothing where the evidence itself says it to the minute."""
    first, last = complaint.since, complaint.until
    if first is None or "at" in complaint.pointed_at:
        return ""
    if last is None:
        return _("since %(since)s", since=full_day(first))
    return full_day(first) if first == last else f"{full_day(first)} {DASH} {full_day(last)}"


def wish(complaint: Complaint) -> str:
    """`18,45 zł, off the next invoices`."""
    if complaint.wish == NOTHING:
        return _("no money")
    amount = money(complaint.claimed) if complaint.claimed else _("no amount given yet")
    if complaint.wish == SET_OFF:
        return _("%(amount)s, taken off the next invoices", amount=amount)
    account = fours(complaint.account) if complaint.account else _("(no number given yet)")
    return _("%(amount)s, to the account %(account)s", amount=amount, account=account)


def decision(complaint: Complaint) -> str:
    """`Accepted in part, 20,00 zł`."""
    if complaint.state == State.ACCEPTED_BY_LAW:
        name = _("Accepted by law")
    else:
        name = str(DECISIONS.get(complaint.decision, ""))
    return f"{name}, {money(complaint.awarded)}" if complaint.awarded else name


def status(complaint: Complaint, today: date) -> Status:
    """Quiet while all is well; words for what needs somebody."""
    if complaint.is_out_of_time(today):
        return Status("ok", "check", _("Accepted by law"))
    if complaint.state == State.INCOMPLETE:
        return Status("warn", "clock", _("Something is missing"))
    if complaint.is_open:
        return Status("plain", "clock", _("We answer by %(day)s", day=day(complaint.answer_by or today)))
    if complaint.state == State.ANSWERED:
        kinds = {ACCEPTED: "ok", IN_PART: "ok", REFUSED: "plain"}
        icon = "x" if complaint.decision == REFUSED else "check"
        return Status(kinds[complaint.decision], icon, str(DECISIONS[complaint.decision]))
    names = {State.ACCEPTED_BY_LAW: _("Accepted by law"), State.WITHDRAWN: _("Withdrawn")}
    kind = "ok" if complaint.state == State.ACCEPTED_BY_LAW else "quiet"
    return Status(kind, "check" if kind == "ok" else "x", names.get(State(complaint.state), _("Not completed")))


def days_left(count: int) -> str:
    """`10 days left`, `the last day`."""
    if count <= 0:
        return _("the last day")
    return str(ngettext("%(num)d day left", "%(num)d days left", count))


def days_left_of(count: int, whole: int) -> str:
    """`10 of 30 days left`."""
    if count <= 0:
        return _("the last of %(whole)d days", whole=whole)
    return str(ngettext("%(num)d of %(whole)d days left", "%(num)d of %(whole)d days left", count, whole=whole))


def ring(complaint: Complaint, today: date) -> tuple[int, int, str]:
    """Of the picture: days left, of how many, and its colour."""
    left = max(complaint.days_left(today), 0)
    whole = (deadlines.ANSWER_EXTENDED if complaint.is_extended else deadlines.ANSWER).days
    colour = "bad" if left <= RED else "warn" if left <= AMBER else ""
    return left, whole, colour


def missing(names: str | list[str]) -> str:
    """`when it was, how much money you want`."""
    found = names.split(",") if isinstance(names, str) else names
    return ", ".join(str(MISSING[name]) for name in found if name in MISSING)


def event_name(event: Event) -> str:
    names = {
        What.FILED: _("Complaint sent"),
        What.ASKED: _("We asked for more"),
        What.COMPLETED: _("Completed"),
        What.ADDED: _("You added something"),
        What.EXTENDED: _("We need more time"),
        What.ANSWERED: _("We answered"),
        What.ACCEPTED_BY_LAW: _("Accepted by law"),
        What.LAPSED: _("Not completed in time"),
        What.WITHDRAWN: _("You withdrew the complaint"),
        What.PAID: _("Money booked"),
        What.RESEND_ASKED: _("The answer did not arrive"),
        What.RESENT: _("Answer sent once more"),
    }
    return names[What(event.what)]


def event_text(complaint: Complaint, event: Event) -> str:
    """One sentence on it, or what was written."""
    sentences: dict[str, Callable[[], str]] = {
        What.FILED: lambda: quoted(complaint.circumstances),
        What.ASKED: lambda: event.text if event.by else _("Missing: %(what)s.", what=missing(event.text)),
        What.COMPLETED: lambda: (
            _("The days are still counted from %(day)s.", day=full_day(complaint.counted_from))
            if complaint.counted_from
            else ""
        ),
        What.ANSWERED: lambda: decision(complaint),
        What.ACCEPTED_BY_LAW: lambda: _("Nobody answered in time, so you are right."),
        What.LAPSED: lambda: _("You can still complete it; the days are then counted from that day."),
        What.PAID: lambda: _how_paid(complaint),
    }
    return sentences.get(event.what, lambda: event.text)()


def quoted(text: str, most: int = 300) -> str:
    """What the customer wrote, in quotation marks, not too much of it."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    short = plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + "…"
    return _("“%(text)s”", text=short)


def day_of(at: datetime) -> date:
    return at.astimezone(clock.WARSAW).date()


def _how_paid(complaint: Complaint) -> str:
    amount = money(complaint.awarded) if complaint.awarded else ""
    if complaint.payout_id is not None:
        last = complaint.account[-4:]
        return _(
            "%(amount)s: what you owe is paid first, the rest goes to the account •••• %(last)s.",
            amount=amount,
            last=last,
        )
    return _("%(amount)s pays what you owe, or is taken off your next invoice.", amount=amount)


def _record_name(facts: dict[str, Any]) -> str:
    name = str(usage.KINDS.get(str(facts["kind"]), facts["kind"]))
    return f"{name}, {usage.country_name(str(facts['country']))}" if facts.get("country") else name


def _length(facts: dict[str, Any]) -> str:
    if facts.get("bytes"):
        return usage.volume(int(facts["bytes"]))
    return usage.duration(int(facts["seconds"])) if facts.get("seconds") else ""
