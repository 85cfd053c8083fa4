"""Finding any customer by what people say on the phone: a name, a number, an invoice, a case. One statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, String, cast, literal, select, union_all
from sqlalchemy.orm import Session

from selfcare.complaints.models import Complaint, State
from selfcare.customers.folding import fold
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.lines.numbers import e164
from selfcare.orders.models import DRAFT, DROPPED, Order

MOST = 25
LONGEST = 100  # characters
_LEAST_DIGITS = 4  # of a number that is known in part
_LEAST_LETTERS = 2
_MOST_WORDS = 6
NAME, NUMBER, PHONE, EMAIL, INVOICE, COMPLAINT, ORDER = (
    "name",
    "number",
    "phone",
    "email",
    "invoice",
    "complaint",
    "order",
)

Part = Select[int, str, str]


@dataclass(frozen=True)
class Hit:
    """A customer, and by what of theirs they were found."""

    customer: Customer
    by: str
    what: str


def search(session: Session, text: str) -> Sequence[Hit]:
    """One more than MOST at most; nothing for a text that is too short to mean anybody."""
    parts = list(_parts(" ".join(text.split())[:LONGEST]))
    if not parts:
        return []
    hits = union_all(*parts).subquery()
    statement = (
        select(Customer, hits.c.by, hits.c.what)
        .join(hits, hits.c.customer_id == Customer.id)
        .order_by(hits.c.by == NAME, Customer.search_name, Customer.id, hits.c.by)
        .limit(MOST + 1)
    )
    found: dict[int, Hit] = {}
    for customer, by, what in session.execute(statement):
        found.setdefault(customer.id, Hit(customer, by, what))  # three numbers alike are one customer
    return list(found.values())


def _parts(text: str) -> Iterator[Part]:
    """Each looks along an index of its own; none returns more than a page shows."""
    digits = "".join(one for one in text if one.isdigit() and one.isascii())
    if "@" in text:
        yield _part(EMAIL, select(Customer).where(Customer.email == text.lower()))
        return
    if any(one.isalpha() for one in text):
        yield from _by_name(text)
    if digits:
        yield _part(NUMBER, select(Customer).where(Customer.customer_no == text))
        yield from _by_phone(text, digits)
        yield from _by_document(text)


def _by_name(text: str) -> Iterator[Part]:
    """Every word must be somewhere in the name; letters without tails and strokes do as well."""
    words = fold(text).split()[:_MOST_WORDS]
    if sum(len(word) for word in words) >= _LEAST_LETTERS:
        like = [Customer.search_name.contains(word, autoescape=True) for word in words]
        yield _part(NAME, select(Customer).where(*like).order_by(Customer.search_name))


def _by_phone(text: str, digits: str) -> Iterator[Part]:
    whole = e164(text)
    if whole and len(digits) >= 9:
        yield _of_line(select(Line).where(Line.msisdn == whole, Line.ended_at.is_(None)))
    elif len(digits) >= _LEAST_DIGITS and not any(one.isalpha() or one == "/" for one in text):
        yield _of_line(select(Line).where(Line.msisdn.contains(digits), Line.ended_at.is_(None)))


def _by_document(text: str) -> Iterator[Part]:
    invoices = select(Invoice.customer_id, literal(INVOICE, String).label("by"), cast(Invoice.number, String))
    yield _few(invoices.where(Invoice.number == text))
    complaints = select(Complaint.customer_id, literal(COMPLAINT, String), cast(Complaint.number, String))
    yield _few(complaints.where(Complaint.number == text.upper(), Complaint.state != State.DRAFT))
    orders = select(Order.customer_id, literal(ORDER, String), cast(Order.number, String))
    yield _few(orders.where(Order.number == text.upper(), Order.state.not_in((DRAFT, DROPPED))))


def _part(by: str, found: Select[Customer]) -> Part:
    what = Customer.customer_no if by == NUMBER else Customer.email if by == EMAIL else literal("", String)
    facts = (Customer.id.label("customer_id"), literal(by, String).label("by"), cast(what, String).label("what"))
    return _few(found.with_only_columns(*facts))


def _of_line(found: Select[Line]) -> Part:
    facts = (Line.customer_id.label("customer_id"), literal(PHONE, String).label("by"))
    return _few(found.with_only_columns(*facts, cast(Line.msisdn, String).label("what")))


def _few(part: Part) -> Part:
    """SQLite limits parts of a union only as subqueries of their own."""
    limited = part.limit(MOST + 1).subquery()
    customer_id, by, what = limited.c
    return select(customer_id.label("customer_id"), by.label("by"), what.label("what"))
