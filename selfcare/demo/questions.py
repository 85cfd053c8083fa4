"""What Anna and Bartek asked customer service, and how the network of the invented operator is."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.attachments.folder import NAME as ATTACHMENTS
from selfcare.attachments.gateway import OnlyTheTestFile
from selfcare.attachments.inspection import Accepted, accepted
from selfcare.clock import WARSAW
from selfcare.contact import actions
from selfcare.contact.actions import Written
from selfcare.contact.models import Thread
from selfcare.contact.status import FILE
from selfcare.customers.models import Customer
from selfcare.demo.pictures import picture_of_a_letter

_BY = "Marta, Dział Obsługi Klienta"

_TRANSFER = """Dzień dobry,
chcę przenieść numer córki z innej sieci na moje konto. Czy zostanie jej ten sam numer i ile to potrwa?"""
_TRANSFER_ANSWER = """Dzień dobry,
tak, numer zostaje ten sam. Przeniesienie trwa do jednego dnia roboczego po podpisaniu umowy i jest bezpłatne.

Potrzebujemy numeru karty SIM i nazwy obecnej sieci. Najprościej: proszę zadzwonić, umowę przyślemy do podpisu e-mailem.

Pozdrawiam
Marta"""
_LETTER = """Dostałam list o zmianie cennika. Czy dotyczy on też mojej taryfy Listek 30 GB? Dołączam zdjęcie."""
_ROAMING = (
    """Wyjeżdżam z ekipą do Czech. Czy 10 GB w Unii wystarczy na nawigację i maile dla jednej osoby na tydzień?"""
)
_ROAMING_ANSWER = """Dzień dobry,
tak, nawigacja i poczta to zwykle mniej niż 2 GB tygodniowo. O 80% i 100% limitu powiemy SMS-em.

Pozdrawiam
Marta"""


def ask(session: Session, data: Path, *, anna: Customer, bartek: Customer, now: datetime) -> None:
    """Once: nothing is asked where something was asked before."""
    if session.scalars(select(Thread.id).limit(1)).first() is not None:
        return
    folder = data / ATTACHMENTS
    letter = accepted("list o cenniku.png", picture_of_a_letter(), OnlyTheTestFile())
    _asked(session, bartek, ("Internet w Czechach", _ROAMING, _ROAMING_ANSWER), folder, asked=now - timedelta(days=6))
    _asked(
        session,
        anna,
        ("Czy nowy cennik dotyczy mnie?", _LETTER, ""),
        folder,
        asked=now - timedelta(hours=3),
        files=(letter,),
    )
    subject = "Jak przenieść numer córki?"
    _asked(session, anna, (subject, _TRANSFER, _TRANSFER_ANSWER), folder, asked=now - timedelta(days=2, hours=4))


def write_status(data: Path, now: datetime) -> None:
    """A night of work to come, and a fault that is over; a file that is there stays as it is."""
    if (data / FILE).exists():
        return
    today = now.astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)
    fault, work = today - timedelta(days=5), today + timedelta(days=4)
    text = _STATUS.format(
        fault=(fault + timedelta(hours=14)).isoformat(),
        mended=(fault + timedelta(hours=16, minutes=20)).isoformat(),
        work=(work + timedelta(hours=1)).isoformat(),
        done=(work + timedelta(hours=4)).isoformat(),
    )
    (data / FILE).write_text(text, encoding="utf-8")


def _asked(
    session: Session,
    customer: Customer,
    said: tuple[str, str, str],
    folder: Path,
    *,
    asked: datetime,
    files: tuple[Accepted, ...] = (),
) -> None:
    subject, question, answer = said
    written = Written(question, "demo", subject, files)
    thread = actions.ask(session, customer, written, line=None, folder=folder, now=asked)
    session.flush()
    if answer:
        thread.customer = customer
        actions.note_read_by_us(session, thread, now=asked + timedelta(hours=1))
        actions.answer(session, thread, answer, by=_BY, now=asked + timedelta(hours=19))


_STATUS = """\
# What /status shows; docs/contact.md explains it. All of this is invented.
[[notice]]
kind = "trouble"
since = {fault}
until = {mended}
title = {{ pl = "Wolniejszy internet w Krakowie", en = "Slower internet in Kraków" }}
text = {{ pl = "Uszkodzony światłowód w dzielnicy Podgórze. Naprawiony.", en = "A damaged fibre in Podgórze. Mended." }}

[[notice]]
kind = "planned"
since = {work}
until = {done}
title = {{ pl = "Prace w sieci na Mazowszu", en = "Work on the network in Mazovia" }}
text.pl = "Przez kilka minut może nie być zasięgu. Numer 112 działa."
text.en = "There may be no signal for some minutes. 112 works."
"""
