"""One page of the list of invoices: its rows by year, its filters, and what there is to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.invoices import queries, wording
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money
from selfcare.web.formats import money

PER_PAGE = 24
TO_PAY = "to-pay"
_MOST_TO_PAY = 100  # more is "100" on the pill


class NoSuchPage(ValueError):
    """The address asks for a year or a key that cannot be."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for. `after` is the key of the last row of the page before."""

    only_to_pay: bool = False
    year: int | None = None
    after: tuple[date, int] | None = None

    @classmethod
    def from_address(cls, arguments: Mapping[str, str]) -> Filters:
        """Read `show`, `year` and `after`. Raises NoSuchPage for what no page of ours links to."""
        year, after, show = (arguments.get(name, "") for name in ("year", "after", "show"))
        if show not in {"", TO_PAY} or (year and not (year.isdecimal() and len(year) == 4 and year > "1999")):
            raise NoSuchPage
        return cls(show == TO_PAY, int(year) if year else None, _key(after) if after else None)

    @property
    def arguments(self) -> dict[str, str | int]:
        """The same as arguments of an address, without `after`."""
        show: dict[str, str | int] = {"show": TO_PAY} if self.only_to_pay else {}
        return show | ({"year": self.year} if self.year else {})


@dataclass(frozen=True)
class Row:
    """One invoice in the list, in words. Made here and not by filters: there are many on a page."""

    invoice: Invoice
    name: str
    amount: str
    status: wording.Status


@dataclass(frozen=True)
class Year:
    """The rows of one year on this page, and how many documents it has in all (None: not counted)."""

    year: int
    rows: Sequence[Row]
    count: int | None
    is_continued: bool  # the page before ended in it


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the list shows."""

    filters: Filters
    years: Sequence[Year]
    all_years: Sequence[int]
    to_pay: Sequence[Invoice]  # oldest due first
    next_key: str  # "": nothing older

    @property
    def owed(self) -> Money:
        """The sum of what is to pay in PLN; other currencies are not added to it."""
        return sum((invoice.left_to_pay for invoice in self._in_pln), Money())

    @property
    def first_to_pay(self) -> Invoice | None:
        return next(iter(self._in_pln), None)

    @property
    def count_in_pln(self) -> int:
        return len(self._in_pln)

    @property
    def newest(self) -> Invoice | None:
        return next((row.invoice for year in self.years for row in year.rows), None)

    @property
    def _in_pln(self) -> list[Invoice]:
        return [invoice for invoice in self.to_pay if invoice.currency == CURRENCY]


def listing_for(session: Session, customer: Customer, filters: Filters, today: date) -> Listing:
    """Three statements, whatever the filters are."""
    query = queries.invoices_of(customer)
    if filters.only_to_pay:
        query = queries.unpaid(query)
    if filters.year:
        query = queries.of_year(query, filters.year)
    if filters.after:
        query = queries.older_than(query, *filters.after)
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    shown = [_row(invoice, today) for invoice in found[:PER_PAGE]]
    counts = {int(year): count for year, count in session.execute(queries.years_of(customer))}
    return Listing(
        filters=filters,
        years=_by_year(shown, {} if filters.only_to_pay else counts, filters),
        all_years=list(counts),
        to_pay=session.scalars(queries.to_pay_of(customer).limit(_MOST_TO_PAY)).all(),
        next_key=_key_of(shown[-1].invoice) if len(found) > PER_PAGE else "",
    )


def _row(invoice: Invoice, today: date) -> Row:
    amount = money(invoice.to_pay, invoice.currency)
    return Row(invoice, wording.short_title(invoice), amount, wording.status(invoice, today))


def _by_year(shown: Sequence[Row], counts: Mapping[int, int], filters: Filters) -> list[Year]:
    uncounted = min(counts) if sum(counts.values()) == queries.MOST_COUNTED else None  # only partly counted
    before = filters.after[0].year if filters.after else None
    return [
        Year(year, list(rows), None if year == uncounted else counts.get(year), is_continued=year == before)
        for year, rows in groupby(shown, key=lambda row: row.invoice.issued_on.year)
    ]


def _key_of(invoice: Invoice) -> str:
    return f"{invoice.issued_on}_{invoice.id}"


def _key(text: str) -> tuple[date, int]:
    day, _, number = text.partition("_")
    if not (number.isdecimal() and number.isascii() and int(number[:20]) < 2**63):
        raise NoSuchPage
    try:
        return date.fromisoformat(day), int(number[:20])
    except ValueError:
        raise NoSuchPage from None
