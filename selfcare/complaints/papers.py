"""What a complaint puts on paper: its confirmation, our answer, and the request to the regulator. Each made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.brand import Operator
from selfcare.complaints import deadlines, queries, words
from selfcare.complaints.models import ACCEPTED, IN_PART, REFUSED, SET_OFF, Complaint, Kind, State
from selfcare.documents.actions import kept_or_made
from selfcare.documents.models import Document
from selfcare.documents.typesetting import typeset
from selfcare.money import Money
from selfcare.web.formats import full_day, hour, money

TEMPLATE = Path(__file__).parent / "letter.typ"
CONFIRMATION, ANSWER, REGULATOR = "confirmation", "answer", "uke"
_VERSION = 1  # of the template; a new one makes new letters, and leaves kept ones alone
_LEAST_DISPUTE = Money(2000)  # the regulator takes disputes from 20 zł
_REGULATOR = ("Prezes Urzędu Komunikacji Elektronicznej", "ul. Giełdowa 7/9", "01-211 Warszawa")
_HIS_LANGUAGE = "pl"

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is on the paper, in the language of the moment."""

    title: str
    head: Rows
    sections: Sequence[tuple[str, Rows, Sequence[str]]]
    to: Sequence[str] = ()
    signature: Sequence[str] = ()
    is_ours: bool = True  # else it is the customer who writes


def paper_of(session: Session, complaint: Complaint, kind: str, operator: Operator, *, now: datetime) -> Document:
    """The kept letter, or a new one. `kind` is one of the three."""
    files = [one.name for one in session.scalars(queries.files_of(complaint))]
    language = _HIS_LANGUAGE if kind == REGULATOR else complaint.language

    def make() -> bytes:
        with force_locale(language):
            made_on = _day(complaint.filed_at if kind == CONFIRMATION else complaint.closed_at or now)
            letter = _LETTERS[kind](complaint, operator, files)
            return typeset(TEMPLATE, _facts(letter, operator, language), made_on)

    subject, edition = kept_as(complaint, kind)
    return kept_or_made(session, subject, edition, make, now)


def kept_as(complaint: Complaint, kind: str) -> tuple[str, str]:
    """Subject and edition under which it is kept."""
    return f"complaint/{complaint.id}/{kind}", f"{complaint.language}-{_VERSION}"


def file_name(complaint: Complaint, kind: str) -> str:
    return f"{complaint.number}-{kind}.pdf"


def is_there(complaint: Complaint, kind: str, today: date) -> bool:
    """Whether there is such a paper: an answer when there was one, a way to the regulator when it is open."""
    if kind == CONFIRMATION:
        return complaint.filed_at is not None
    if kind == ANSWER:
        return complaint.state == State.ANSWERED
    return kind == REGULATOR and can_go_on(complaint, today)


def can_go_on(complaint: Complaint, today: date) -> bool:
    """Whether the regulator takes it: a consumer's dispute, within a year of our answer (art. 384)."""
    is_disputed = complaint.decision in {REFUSED, IN_PART} or complaint.state == State.ACCEPTED_BY_LAW
    ends_on = dispute_ends_on(complaint)
    is_over = ends_on is None or ends_on < today
    return is_disputed and not is_over and complaint.customer.kind == "consumer" and not complaint.is_open


def dispute_ends_on(complaint: Complaint) -> date | None:
    return deadlines.months_later(_day(complaint.closed_at), deadlines.DISPUTE_MONTHS) if complaint.closed_at else None


def _confirmation(complaint: Complaint, _operator: Operator, files: Sequence[str]) -> Letter:
    last_day = deadlines.answer_by(_day(complaint.filed_at))
    promised = [
        _("We answer by %(day)s at the latest.", day=full_day(last_day)),
        _(
            "If no answer is sent by then, the complaint counts as accepted when %(day)s begins in Warsaw.",
            day=full_day(_day(deadlines.accepted_at(last_day))),
        ),
    ]
    if complaint.complete_by:
        lacking = words.missing(complaint.missing)
        promised.append(
            _("Still missing: %(what)s. Please add it by %(day)s.", what=lacking, day=full_day(complaint.complete_by))
        )
    return Letter(
        title=_("Confirmation of complaint %(number)s", number=complaint.number),
        head=_head(complaint),
        sections=[
            (_("What it is about"), _subject(complaint), ()),
            (_("What happened"), (), _paragraphs(complaint.circumstances) or [_("Not written yet.")]),
            (_("What you want"), [(_("Demand"), words.wish(complaint)), *_way(complaint), *_enclosed(files)], ()),
            (_("What happens next"), (), promised),
        ],
    )


def _answer(complaint: Complaint, operator: Operator, _files: Sequence[str]) -> Letter:
    rows = [(_("Decision"), words.decision(complaint))]
    if complaint.awarded and complaint.pay_by:
        how = (
            _("pays what you owe, or is taken off your next invoice")
            if complaint.wish == SET_OFF or not complaint.account
            else _("goes to your account, after what you owe is paid")
        )
        rows += [
            (_("Amount"), money(complaint.awarded)),
            (_("How it is paid"), how),
            (_("At the latest"), full_day(complaint.pay_by)),
        ]
    sections: list[tuple[str, Rows, Sequence[str]]] = [
        (_("Decision"), rows, ()),
        (_("Reasons"), (), _paragraphs(complaint.reasons) or [_("You are right: what you claimed is granted.")]),
    ]
    if complaint.decision != ACCEPTED:
        sections.append((_("If you disagree"), (), _ways_on(complaint)))
    return Letter(
        title=_("Answer to complaint %(number)s", number=complaint.number),
        head=[*_head(complaint), (_("Answered by"), f"{operator.legal_name}, {operator.address}")],
        sections=sections,
        to=_address(complaint),
        signature=[*complaint.signature.splitlines(), operator.legal_name],
    )


def _request(complaint: Complaint, operator: Operator, files: Sequence[str]) -> Letter:
    customer = complaint.customer
    amount = money(complaint.claimed) if complaint.claimed else _("not an amount of money")
    outcome = words.decision(complaint)
    closed_on = full_day(_day(complaint.closed_at)) if complaint.closed_at else ""
    enclosed = [
        _("complaint %(number)s with the confirmation of filing", number=complaint.number),
        _("the answer to the complaint") if complaint.state == State.ANSWERED else "",
        *files,
    ]
    return Letter(
        title=_("Request to settle a consumer dispute out of court"),
        head=[
            (_("Consumer"), ", ".join(_address(complaint))),
            (_("E-mail and phone"), ", ".join(filter(None, (customer.email, customer.contact_phone)))),
            (_("Company"), f"{operator.legal_name}, {operator.address}, NIP {operator.nip}"),
            (_("Customer number"), customer.customer_no),
        ],
        sections=[
            (_("What I demand"), [(_("Demand"), words.wish(complaint)), (_("Value of the dispute"), amount)], ()),
            (_("What happened"), _subject(complaint), _paragraphs(complaint.circumstances)),
            (
                _("The complaint"),
                [
                    (_("Filed"), full_day(_day(complaint.filed_at))),
                    (_("Closed"), closed_on),
                    (_("Outcome"), outcome),
                ],
                _paragraphs(complaint.reasons),
            ),
            (_("Enclosed"), (), [f"– {one}" for one in enclosed if one]),
            (
                _("Declaration"),
                (),
                [_("The same case between the same parties is before no court and was settled by none.")],
            ),
        ],
        to=_REGULATOR,
        signature=["", "…………………………………………", customer.name],
        is_ours=False,
    )


_LETTERS: Mapping[str, Callable[[Complaint, Operator, Sequence[str]], Letter]] = {
    CONFIRMATION: _confirmation,
    ANSWER: _answer,
    REGULATOR: _request,
}


def _ways_on(complaint: Complaint) -> list[str]:
    """What the law wants in every answer that refuses something."""
    sentences = [_("With this answer the way of complaint is exhausted. You can go to a common court.")]
    ends_on = dispute_ends_on(complaint)
    if complaint.customer.kind != "consumer" or ends_on is None:
        return sentences
    until = full_day(ends_on)
    return [
        *sentences,
        _(
            "As a consumer you can also ask the President of the Office of Electronic Communications (UKE) to settle "
            "the dispute out of court, within a year: until %(until)s, and from a value of %(least)s. "
            "The filled-in request is in the portal, with this complaint.",
            until=until,
            least=money(_LEAST_DISPUTE),
        ),
    ]


def _head(complaint: Complaint) -> list[tuple[str, str]]:
    filed = complaint.filed_at or complaint.drafted_at
    return [
        (_("Complaint number"), complaint.number),
        (_("Filed"), f"{full_day(_day(filed))}, {hour(filed)}"),
        (_("Customer"), ", ".join(_address(complaint))),
        (_("Customer number"), complaint.customer.customer_no),
    ]


def _subject(complaint: Complaint) -> list[tuple[str, str]]:
    rows = [
        (_("Subject"), str(words.KINDS[Kind(complaint.kind)])),
        (_("When"), words.period(complaint)),
        (_("Where"), complaint.place),
        *words.evidence(complaint),
    ]
    return [(name, text) for name, text in rows if text]


def _way(complaint: Complaint) -> list[tuple[str, str]]:
    return [(_("Answer"), str(words.MEDIA[complaint.medium]))]


def _enclosed(files: Sequence[str]) -> list[tuple[str, str]]:
    return [(_("Enclosed"), ", ".join(files))] if files else []


def _address(complaint: Complaint) -> list[str]:
    customer = complaint.customer
    town = " ".join(filter(None, (customer.postcode, customer.city)))
    return [line for line in (customer.name, customer.street, town) if line]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _facts(letter: Letter, operator: Operator, language: str) -> dict[str, object]:
    return {
        "lang": language,
        "title": letter.title,
        "what": letter.title,
        "operator": operator.name if letter.is_ours else "",
        "author": operator.legal_name,
        "colour": operator.colours.fill,
        "synthetic": _("An invented operator. All data are synthetic.") if operator.is_synthetic else "",
        "foot": f"{operator.legal_name}, {operator.address}" if letter.is_ours else letter.title,
        "page-of": _("page {page} of {pages}"),
        "to": list(letter.to),
        "head": [row for row in letter.head if row[1]],
        "sections": [{"name": name, "rows": list(rows), "text": list(text)} for name, rows, text in letter.sections],
        "signature": list(letter.signature),
    }


def _day(moment: datetime | None) -> date:
    return words.day_of(moment) if moment else clock.today()
