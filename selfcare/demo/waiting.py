"""What waits for the demo's staff besides Anna's and Bartek's cases: a few more people, and money without an owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare.attachments.folder import NAME as ATTACHMENTS
from selfcare.balance import actions as balance
from selfcare.balance import payouts
from selfcare.balance.models import Incoming
from selfcare.clock import WARSAW
from selfcare.complaints import actions as complaints
from selfcare.complaints import answering
from selfcare.complaints.answering import Reply
from selfcare.complaints.course import TELL
from selfcare.complaints.models import ACCEPTED, ACCOUNT, NOTHING, SET_OFF, Kind
from selfcare.contact import actions as contact
from selfcare.contact.actions import Written
from selfcare.contact.hours import Hours
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.outbox.models import Task
from selfcare.staff import desk_actions

_AGENT = "bok@example.org"
_DAY = timedelta(days=1)
_ACCOUNT = "61109010140000071219812874"
_NEEDS_TWO_ABOVE = Money(50_000)
_LATE_START = "Numer uruchomiliśmy trzy dni po terminie z umowy. Za każdy dzień należy się kara umowna (§ 12 umowy)."


@dataclass(frozen=True)
class _Claim:
    """What one of them wrote, how long ago, and what it is worth to them."""

    name: str
    msisdn: str
    kind: Kind
    days_ago: int
    text: str
    claimed: Money = Money()  # noqa: RUF009  # frozen
    is_business: bool = False
    is_taken: bool = False
    is_proposed: bool = False  # an answer waits for the consent of a supervisor


_CLAIMS = (
    _Claim(
        *("Jan Wiśniewski", "+48500100318", Kind.BREAK, 29),
        "Od 3 do 5 dnia miesiąca w domu nie było zasięgu. Nie mogłem pracować zdalnie.",
        Money(3000),
        is_taken=True,
    ),
    _Claim(
        *("Maria Wójcik", "+48500100322", Kind.CHARGE, 27),
        "Na fakturze są trzy SMS-y na numery specjalne, których nikt u mnie nie wysyłał.",
        Money(2460),
    ),
    _Claim(
        *("Tartak Bór sp. z o.o.", "+48500100340", Kind.START, 16),
        "Numer miał działać od poniedziałku, a działa od czwartku. Trzy dni bez kontaktu z klientami.",
        Money(90000),
        is_business=True,
        is_taken=True,
        is_proposed=True,
    ),
    _Claim(
        *("Zofia Kamińska", "+48500100366", Kind.ACCESSIBILITY, 1),
        "Czytnik ekranu nie odczytuje kwoty na wezwaniu, które przyszło w PDF.",
    ),
)


def add(session: Session, data: Path, hours: dict[str, str], *, now: datetime) -> None:
    """Once: nothing is added where money waits already."""
    if session.scalars(select(Incoming.id).where(Incoming.payment_id.like("demo-%"))).first() is not None:
        return
    for number, claim in enumerate(_CLAIMS):
        _complain(session, _customer(session, number, claim), claim, now)
    session.execute(delete(Task).where(Task.kind == TELL))  # all of this was told long ago
    _ask(session, data, now)
    _want_a_call(session, hours, now)
    _want_credit_back(session, now)
    _receive(session, now.astimezone(WARSAW).date())


def _customer(session: Session, number: int, claim: _Claim) -> Customer:
    kind = "business" if claim.is_business else "consumer"
    customer = Customer(customer_no=f"10093{number:02}", kind=kind, name=claim.name, language="pl", cycle_day=1)
    customer.street, customer.postcode, customer.city = f"ul. Próbna {number + 1}", "30-001", "Kraków"
    customer.contact_phone = claim.msisdn
    session.add(customer)
    session.flush()
    line = Line(customer_id=customer.id, msisdn=claim.msisdn, main=True, kind="voice", status="active")
    line.activated_on = date(2025, 3, 1)
    session.add(line)
    return customer


def _complain(session: Session, customer: Customer, claim: _Claim, now: datetime) -> None:
    filed = now - claim.days_ago * _DAY
    today = filed.astimezone(WARSAW).date()
    complaint = complaints.begin(session, customer, claim.kind, pointed=None, line=None, now=filed)
    complaint.since = complaint.until = today - 4 * _DAY
    complaint.circumstances, complaint.claimed = claim.text, claim.claimed or None
    complaint.wish = (ACCOUNT if claim.is_business else SET_OFF) if claim.claimed else NOTHING
    complaint.account = _ACCOUNT if claim.is_business else ""
    complaints.file(session, complaint, language="pl", now=filed, today=today)
    if claim.is_taken:
        answering.assign(session, complaint, _AGENT, by=_AGENT, now=filed + _DAY)
        answering.write_note(session, complaint, "Pytanie do działu sieci wysłane.", by=_AGENT, now=filed + _DAY)
    if claim.is_proposed:
        when = filed + 2 * _DAY
        facts = {"by": _AGENT, "signature": "Katarzyna Lis, specjalista Działu Obsługi Klienta"}
        reply = Reply(decision=ACCEPTED, reasons=_LATE_START, amount=claim.claimed, **facts)
        day = when.astimezone(WARSAW).date()
        answering.answer(session, complaint, reply, needs_two_above=_NEEDS_TWO_ABOVE, now=when, today=day)


def _ask(session: Session, data: Path, now: datetime) -> None:
    asked = now - timedelta(hours=30)
    customer = session.scalars(select(Customer).where(Customer.name == "Maria Wójcik")).one()
    text = "Czy mogę dostać fakturę z września jeszcze raz, na inny adres e-mail?"
    written = Written(text, "demo", "Faktura na inny adres")
    thread = contact.ask(session, customer, written, line=None, folder=data / ATTACHMENTS, now=asked)
    session.flush()
    facts = {"by": _AGENT, "customer_no": customer.customer_no, "now": asked}
    desk_actions.assign(session, f"question/{thread.id}", _AGENT, seen="", **facts)  # type: ignore[arg-type]


def _want_a_call(session: Session, hours: dict[str, str], now: datetime) -> None:
    customer = session.scalars(select(Customer).where(Customer.name == "Jan Wiśniewski")).one()
    slots = Hours(hours).slots(now)
    if slots:
        about = "Zmiana taryfy dla syna"
        contact.ask_for_call(session, customer, customer.contact_phone, begins_at=slots[0], about=about, now=now)


def _want_credit_back(session: Session, now: datetime) -> None:
    """Somebody paid twice, and wants it back."""
    customer = session.scalars(select(Customer).where(Customer.name == "Jan Wiśniewski")).one()
    today = now.astimezone(WARSAW).date()
    paid = {"title": "druga wpłata", "booked_on": today - 9 * _DAY, "method": "transfer", "now": now}
    balance.credit(session, customer, Money(6999), source="demo:twice", **paid)  # type: ignore[arg-type]
    facts = {"form_key": "demo-twice", "needs_two_above": _NEEDS_TWO_ABOVE, "now": now, "today": today - 8 * _DAY}
    payouts.ask(session, customer, Money(6999), _ACCOUNT, **facts)  # type: ignore[arg-type]


def _receive(session: Session, today: date) -> None:
    """Titles that say too little."""
    for days, grosze, title, payer in (
        (6, 11489, "za telefon", "NOWAK ANNA MARIA"),
        (3, 5499, "faktura listopad, numer klienta 10024", "WÓJCIK MARIA"),
        (1, 24600, "wplata", "TARTAK BÓR SP. Z O.O."),
    ):
        session.add(
            Incoming(
                payment_id=f"demo-{days}",
                booked_on=today - days * _DAY,
                amount=Money(grosze),
                title=title,
                payer=payer,
            )
        )
