"""Tariffs in the customer's words, alone and beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from selfcare.catalogue.models import Tariff
from selfcare.money import Money
from selfcare.web.formats import NBSP, money

UNLIMITED = -1
_FIGURE = re.compile(r"(\d) (\S)")
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One fact about several tariffs, in their order; empty where a tariff has nothing to say."""

    name: str
    values: tuple[str, ...]
    is_rate: bool = False  # a price beyond the allowance, which what has no limit does not have


def allowances(tariff: Tariff) -> Facts:
    """What the monthly fee includes, each with its name. What the tariff does not have is left out."""
    return [(name, allowance) for name, allowance in _allowances(tariff) if allowance]


def beside_each_other(tariffs: Sequence[Tariff]) -> list[Row]:
    """Every fact in which they could differ: allowances, then what everything beyond them costs."""
    rows = [*_rows(_allowances, tariffs, is_rate=False), *_rows(_rates, tariffs, is_rate=True)]
    return [row for row in rows if any(row.values)]


def name(tariff: Tariff) -> str:
    """Its name, with figures and units on one line."""
    return _FIGURE.sub(rf"\1{NBSP}\2", tariff.name)


def in_short(tariff: Tariff) -> str:
    """`30 GB, 8 GB in the EU, calls without limit`, for a list."""
    parts = [data_volume(tariff.data_mb)]
    if eu_volume := data_volume(tariff.eu_data_mb):
        parts.append(_("%(volume)s in the EU", volume=eu_volume))
    if tariff.minutes == UNLIMITED:
        parts.append(_("calls without limit"))
    elif tariff.minutes:
        parts.append(_("%(count)s min", count=tariff.minutes))
    return ", ".join(part for part in parts if part)


def difference(before: Tariff, after: Tariff) -> str:
    """`15.00 zł more a month`; empty when the fee is the same."""
    more = after.monthly_gross - before.monthly_gross
    if not more:
        return ""
    if more > Money():
        return str(_("%(amount)s more a month", amount=money(more)))
    return str(_("%(amount)s less a month", amount=money(-more)))


def data_volume(megabytes: int) -> str:
    """`30 GB`, `500 MB`; empty for none."""
    if megabytes < 0:
        return str(_("unlimited"))
    if megabytes < 1024:
        return f"{megabytes}{NBSP}MB" if megabytes else ""
    gigabytes = format_decimal(Decimal(megabytes) / 1024, format="#,##0.#", locale=str(get_locale() or "pl"))
    return f"{gigabytes}{NBSP}GB"


def _rows(facts_of: Callable[[Tariff], Facts], tariffs: Sequence[Tariff], *, is_rate: bool) -> Iterator[Row]:
    for cells in zip(*map(facts_of, tariffs), strict=True):
        yield Row(cells[0][0], tuple(value for _name, value in cells), is_rate=is_rate)


def _allowances(tariff: Tariff) -> Facts:
    return [
        (_("Internet"), data_volume(tariff.data_mb)),
        (_("of it in the EU"), data_volume(tariff.eu_data_mb)),
        (_("Minutes"), _count(tariff.minutes)),
        (_("SMS"), _count(tariff.sms)),
        (_("MMS"), _count(tariff.mms)),
    ]


def _rates(tariff: Tariff) -> Facts:
    """Prices beyond the allowance; what has no limit has no price beyond it, and a data line does not call."""
    calls = tariff.kind == "voice"
    return [
        (_("A minute beyond that"), _rate(tariff.rate_minute, tariff.minutes, can=calls)),
        (_("An SMS beyond that"), _rate(tariff.rate_sms, tariff.sms, can=calls)),
        (_("An MMS beyond that"), _rate(tariff.rate_mms, tariff.mms, can=calls)),
        (_("A megabyte beyond that"), _rate(tariff.rate_mb, tariff.data_mb, can=True)),
    ]


def _rate(price: Money, allowance: int, *, can: bool) -> str:
    return money(price) if can and allowance != UNLIMITED else ""


def _count(pieces: int) -> str:
    if pieces < 0:
        return str(_("unlimited"))
    return str(pieces or "")
