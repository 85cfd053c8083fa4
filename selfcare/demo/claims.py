"""What Anna and Bartek complain of: one that waits with its clock, one refused, one accepted in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.complaints import actions, answering
from selfcare.complaints.answering import Reply
from selfcare.complaints.course import TELL, note_read
from selfcare.complaints.evidence import pointed_at
from selfcare.complaints.models import IN_PART, REFUSED, SET_OFF, Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.invoices import fa3
from selfcare.invoices.breakdown import groups_of
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of, with_xml
from selfcare.money import Money
from selfcare.outbox.models import Task

_BY, _SIGNATURE = "bok@example.org", "Marta Lis, specjalistka Działu Obsługi Klienta"
_NEEDS_TWO_ABOVE = Money(50_000)
_DAY = timedelta(days=1)

_ROAMING = "We wrześniu w Szwajcarii internet w telefonie był wyłączony, a na fakturze jest opłata za dane."
_ASKED = "W jakich dniach telefon był w Szwajcarii?"
_DAYS = "Od 12 do 15 września, pociągiem z Bazylei do Lugano."
_PREMIUM = "Nikt u nas nie wysyłał tych SMS-ów. Proszę o zwrot."
_PREMIUM_ANSWER = """Sprawdziliśmy wykaz połączeń: oba SMS-y wysłano z karty SIM tego numeru, po 21:00.
Usługa była zamówiona kodem potwierdzonym z tego numeru, a opłata jest zgodna z cennikiem (§ 4 ust. 2).
Możemy bezpłatnie zablokować SMS-y premium: wystarczy próg 0 zł."""
_BREAK = "W biurze nie było zasięgu przez dwa dni. Nie dało się dodzwonić do klientów."
_BREAK_ANSWER = """Stacja przy ul. Stolarskiej nie działała od 3 do 4 dnia miesiąca z powodu awarii zasilania.
Za dwa dni bez usługi należy się 1/15 opłaty za każdy dzień; uznajemy 20,00 zł. Pozostała część żądania
nie wynika z umowy ani z przepisów (art. 379 Prawa komunikacji elektronicznej)."""


@dataclass(frozen=True)
class _Case:
    """What one of them wrote, and how many days ago."""

    text: str
    claimed: Money  # nothing: as much as what was pointed at cost
    days_ago: int
    kind: Kind = Kind.CHARGE


def complain(session: Session, *, anna: Customer, bartek: Customer, now: datetime) -> None:
    """Once: nothing is complained of where something was before."""
    if session.scalars(select(Complaint.id).limit(1)).first() is not None:
        return
    _refused(session, anna, now)
    _in_part(session, bartek, now)
    _waiting(session, anna, now)
    session.execute(delete(Task).where(Task.kind == TELL))  # all of this was told long ago


def _waiting(session: Session, anna: Customer, now: datetime) -> None:
    pointed = _item_of(session, anna, "Szwajcaria", _day(now - 20 * _DAY))
    case = _filed(session, anna, pointed, _Case(_ROAMING, Money(0), 20), now)
    asked, completed = now - 14 * _DAY, now - 13 * _DAY
    answering.ask_for_completion(session, case, _ASKED, by=_BY, now=asked, today=_day(asked))
    actions.complete(session, case, actions.Missing(), _DAYS, now=completed, today=_day(completed))
    note_read(case)


def _refused(session: Session, anna: Customer, now: datetime) -> None:
    pointed = _item_of(session, anna, "premium", _day(now - 75 * _DAY))
    case = _filed(session, anna, pointed, _Case(_PREMIUM, Money(0), 75), now)
    _answered(session, case, Reply(decision=REFUSED, reasons=_PREMIUM_ANSWER, by=_BY, signature=_SIGNATURE), 55, now)
    note_read(case)


def _in_part(session: Session, bartek: Customer, now: datetime) -> None:
    case = _filed(session, bartek, {}, _Case(_BREAK, Money(6000), 24, Kind.BREAK), now)
    reply = Reply(decision=IN_PART, reasons=_BREAK_ANSWER, amount=Money(2000), by=_BY, signature=_SIGNATURE)
    _answered(session, case, reply, 3, now)


def _filed(session: Session, customer: Customer, pointed: Mapping[str, str], case: _Case, now: datetime) -> Complaint:
    filed = now - case.days_ago * _DAY
    found = pointed_at(session, customer, pointed)
    complaint = actions.begin(session, customer, case.kind, pointed=found, line=None, now=filed)
    complaint.circumstances, complaint.wish = case.text, SET_OFF
    complaint.claimed = case.claimed or complaint.claimed
    complaint.since = complaint.since or _day(filed - 3 * _DAY)
    complaint.until = complaint.until or complaint.since
    actions.file(session, complaint, language=customer.speaks, now=filed, today=_day(filed))
    return complaint


def _answered(session: Session, complaint: Complaint, reply: Reply, days_ago: int, now: datetime) -> None:
    at = now - days_ago * _DAY
    answering.answer(session, complaint, reply, needs_two_above=_NEEDS_TWO_ABOVE, now=at, today=_day(at))


def _item_of(session: Session, customer: Customer, word: str, before: date) -> Mapping[str, str]:
    """The newest item of an invoice of then that has this in its name; else the newest of these invoices."""
    of_then = with_xml(invoices_of(customer)).where(Invoice.issued_on < before, Invoice.kind == "VAT")
    invoices = session.scalars(of_then.limit(12)).all()
    for invoice in invoices:
        for place, group in enumerate(groups_of(fa3.read(invoice.xml.content))):
            for row, item in enumerate(group.items):
                if word in f"{item.title} {item.rest}":
                    return {"invoice": str(invoice.id), "item": f"{place}-{row}"}
    return {"invoice": str(invoices[0].id)} if invoices else {}


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.WARSAW).date()
