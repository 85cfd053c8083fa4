"""The advisor's answer in the customer's words, down to every line of every month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from selfcare.billing.words import volume
from selfcare.money import Money
from selfcare.tariffs import pricing
from selfcare.tariffs.advice import Advice, Outcome
from selfcare.tariffs.pricing import Bill, Item, Used
from selfcare.web.formats import NBSP, money, month
from selfcare.web.tariff_words import data_volume, name


@dataclass(frozen=True)
class Cell:
    """What one line cost on one tariff, and how that came about."""

    amount: str
    how: str


@dataclass(frozen=True)
class Row:
    """One line of a month, on the tariffs beside each other."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Month:
    """One billing period on the tariffs beside each other."""

    name: str
    first: date
    last: date
    used: str
    amounts: tuple[str, ...]
    widths: tuple[str, ...]  # percents of the dearest month
    difference: str  # of the last tariff from the first; empty when it is none, or there is only one
    is_less: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Told:
    """One tariff beside today's, or alone."""

    outcome: Outcome
    names: tuple[str, ...]  # of the tariffs beside each other, today's first
    months: tuple[Month, ...]
    is_todays: bool
    saved: Money  # in all months
    saved_a_month: Money
    cheaper: int  # months


def told(advice: Advice, outcome: Outcome, *, is_firm: bool) -> Told:
    todays = advice.todays
    columns = (outcome,) if todays is None or todays is outcome else (todays, outcome)
    words = _Words(is_firm=is_firm)
    most = max(bill.gross.grosze for one in columns for bill in one.bills) or 1
    months = (
        _month(words, place, advice, [one.bills[place] for one in columns], most)
        for place in range(len(advice.periods))
    )
    saved = advice.saved_by(outcome)
    return Told(
        outcome=outcome,
        names=tuple(name(one.tariff) for one in columns),
        months=tuple(months),
        is_todays=outcome is advice.todays,
        saved=saved,
        saved_a_month=Money.rounded(saved.zlote / len(advice.periods)),
        cheaper=advice.cheaper_months(outcome),
    )


def signed(amount: Money) -> str:
    """`+12,30 zł` or `−12,30 zł`; `0,00 zł` without a sign."""
    return ("+" if amount > Money() else "") + money(amount)


class _Words:
    """Everything that is said again and again, looked up once."""

    def __init__(self, *, is_firm: bool) -> None:
        self.is_firm = is_firm
        self.names: Mapping[str, str] = {
            pricing.FEE: _("Monthly fee"),
            pricing.MINUTES: _("Calls"),
            pricing.TEXTS: _("SMS"),
            pricing.PICTURES: _("MMS"),
            pricing.DATA: _("Internet"),
            pricing.DATA_EU: _("Internet in the EU beyond its limit"),
            pricing.PREMIUM: _("Special numbers"),
            pricing.INTERNATIONAL: _("Calls and messages abroad"),
            pricing.WORLD: _("Use outside the EU"),
            pricing.RECEIVED: _("Received and paid"),
        }
        self.vat: str = _("VAT")
        self.together: str = _("Together, with VAT")
        self.unlimited: str = _("%(used)s, without limit")
        self.within: str = _("%(used)s of %(included)s")
        self.beyond: str = _("%(used)s, included %(included)s; %(beyond)s × %(price)s")
        self.all_paid: str = _("%(beyond)s × %(price)s")
        self.as_charged: str = _("as charged")


def _month(words: _Words, place: int, advice: Advice, bills: Sequence[Bill], most: int) -> Month:
    period = advice.periods[place]
    difference = bills[-1].gross - bills[0].gross
    return Month(
        name=month(period.first),
        first=period.first,
        last=period.last,
        used=_used(advice.used[place], is_voice=advice.line.kind == "voice"),
        amounts=tuple(money(bill.gross) for bill in bills),
        widths=tuple(f"{bill.gross.grosze * 100 / most:.1f}%" for bill in bills),
        difference=signed(difference) if difference else "",
        is_less=difference < Money(),
        rows=tuple(_rows(words, bills)),
    )


def _rows(words: _Words, bills: Sequence[Bill]) -> Iterator[Row]:
    """Lines in the order of the dearer list of them; what a tariff does not have costs nothing on it."""
    found = [{(item.what, item.vat_rate): item for item in bill.items} for bill in bills]
    for key in dict.fromkeys(key for items in found for key in items):
        yield Row(words.names[key[0]], tuple(_cell(words, items.get(key)) for items in found))
    if words.is_firm:
        yield Row(words.vat, tuple(Cell(money(bill.vat), "") for bill in bills))
    yield Row(words.together, tuple(Cell(money(bill.gross), "") for bill in bills))


def _cell(words: _Words, item: Item | None) -> Cell:
    if item is None:
        return Cell(money(Money()), "")
    return Cell(money(item.net if words.is_firm else item.gross), _how(words, item))


def _how(words: _Words, item: Item) -> str:
    if item.price is None:
        return words.as_charged
    if item.what == pricing.FEE:
        return ""
    facts = {
        "used": _pieces(item.what, item.used),
        "included": _pieces(item.what, item.included),
        "beyond": _exactly(item.what, item.beyond),
        "price": money(item.price),
    }
    if item.included == pricing.UNLIMITED:
        return words.unlimited % facts
    if not item.beyond:
        return words.within % facts
    return (words.beyond if item.included else words.all_paid) % facts


def _exactly(what: str, count: int) -> str:
    """What is multiplied by a price: no megabyte is rounded away."""
    if what in {pricing.DATA, pricing.DATA_EU}:
        return f"{count:,}{NBSP}MB".replace(",", NBSP)
    return _pieces(what, count)


def _pieces(what: str, count: int) -> str:
    if what == pricing.MINUTES:
        return f"{count}{NBSP}min"
    if what in {pricing.DATA, pricing.DATA_EU}:
        return data_volume(count) or f"0{NBSP}MB"
    return str(count)


def _used(used: Used, *, is_voice: bool) -> str:
    """`8,4 GB, 143 min, 12 SMS`."""
    parts = [volume(used.data + used.data_eu)]
    if is_voice:
        parts += [f"{used.minutes}{NBSP}min", f"{used.texts + used.pictures}{NBSP}SMS"]
    return ", ".join(parts)
