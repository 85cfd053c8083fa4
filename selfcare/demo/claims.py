"""What Anna and Bartek complain of: one that waits with its clock, one refused, one accepted in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.billing.models import UsagePeriod, UsageRecord
from selfcare.complaints import actions, answering
from selfcare.complaints.answering import Reply
from selfcare.complaints.course import note_read
from selfcare.complaints.evidence import pointed_at
from selfcare.complaints.models import IN_PART, REFUSED, SET_OFF, Complaint, Kind
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of
from selfcare.lines.models import Line
from selfcare.money import Money

_BY, _SIGNATURE = "bok@example.org", "Marta Lis, specjalistka Działu Obsługi Klienta"
_NEEDS_TWO_ABOVE = Money(50_000)
_DAY = timedelta(days=1)

_ROAMING = "We wrześniu w Szwajcarii internet w telefonie był wyłączony, a na fakturze jest opłata za dane."
_ASKED = "W jakich dniach telefon był w Szwajcarii?"
_DAYS = "Od 12 do 15 września, pociągiem z Bazylei do Lugano."
_PREMIUM = "Nikt u nas nie wysyłał tych SMS-ów. Proszę o zwrot."
_PREMIUM_ANSWER = """Sprawdziliśmy wykaz połączeń: oba SMS-y wysłano z karty SIM w Pani telefonie, po 21:00.
Usługa była zamówiona kodem potwierdzonym z tego numeru, a opłata jest zgodna z cennikiem (§ 4 ust. 2).
Możemy bezpłatnie zablokować SMS-y premium: wystarczy próg 0 zł."""
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


def _waiting(session: Session, anna: Customer, now: datetime) -> None:
    pointed = _record_of(session, anna, "data", "CH") or _invoice_of(session, anna)
    case = _filed(session, anna, pointed, _Case(_ROAMING, Money(0), 20), now)
    asked, completed = now - 14 * _DAY, now - 13 * _DAY
    answering.ask_for_completion(session, case, _ASKED, by=_BY, now=asked, today=_day(asked))
    actions.complete(session, case, actions.Missing(), _DAYS, now=completed, today=_day(completed))
    note_read(case)


def _refused(session: Session, anna: Customer, now: datetime) -> None:
    pointed = _record_of(session, anna, "premium", "") or _invoice_of(session, anna)
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


def _record_of(session: Session, customer: Customer, kind: str, country: str) -> Mapping[str, str]:
    """The newest paid record of that kind that is on an invoice."""
    paid = (UsageRecord.kind == kind, UsageRecord.country == country, UsageRecord.gross > Money())
    query = (
        select(UsageRecord.period_id, UsageRecord.record_id)
        .join(UsagePeriod, UsagePeriod.id == UsageRecord.period_id)
        .join(Line, Line.id == UsagePeriod.line_id)
        .where(Line.customer_id == customer.id, UsagePeriod.invoice_number != "", *paid)
        .order_by(UsageRecord.started_at.desc())
    )
    found = session.execute(query.limit(1)).first()
    return {"period": str(found[0]), "record": found[1]} if found else {}


def _invoice_of(session: Session, customer: Customer) -> Mapping[str, str]:
    newest = session.scalars(invoices_of(customer).where(Invoice.kind == "VAT").limit(1)).first()
    return {"invoice": str(newest.id)} if newest else {}


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.WARSAW).date()
