"""What comes next, and what was lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from selfcare import clock
from selfcare.audit.models import Entry
from selfcare.customers.cycles import next_period
from selfcare.home.queries import CONTRACT_NOTICE
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.notifications.models import Message

_SHOWN = 5


@dataclass(frozen=True)
class Coming:
    """A day to keep in mind: of an invoice, of a line's contract, or (neither) when the next period starts."""

    on: date
    invoice: Invoice | None = None
    line: Line | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened: one of the three."""

    on: date
    invoice: Invoice | None = None
    message: Message | None = None
    entry: Entry | None = None


def coming(cycle_day: int, unpaid: Iterable[Invoice], lines: Iterable[Line], today: date) -> list[Coming]:
    """The nearest days, the first of them first. What is overdue stands on the slip instead."""
    days = [Coming(invoice.due_on, invoice=invoice) for invoice in unpaid if invoice.due_on and invoice.due_on >= today]
    days += [
        Coming(line.contract_until, line=line)
        for line in lines
        if line.contract_until and today <= line.contract_until <= today + CONTRACT_NOTICE
    ]
    days.append(Coming(next_period(cycle_day, today)))
    return sorted(days, key=lambda day: day.on)[:_SHOWN]


def events(invoices: Iterable[Invoice], messages: Iterable[Message], entries: Iterable[Entry]) -> list[Event]:
    """The newest of each kind, as one list, newest first."""
    found = [Event(_day(entry.at), entry=entry) for entry in entries]
    found += [Event(_day(message.created_at), message=message) for message in messages]
    found += [Event(invoice.issued_on, invoice=invoice) for invoice in invoices]
    return sorted(found, key=lambda event: event.on, reverse=True)[:_SHOWN]


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.WARSAW).date()
