"""Laying credits against what is owed: named invoices first, then the oldest due (domain.md §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

_LEAST = 3  # characters: a shorter number is no sign of anything in somebody's words
_ANY_DIGIT = re.compile(r"\d")


@dataclass
class Open:
    """An entry, and how many grosze of it are not laid against anything yet."""

    id: int
    customer_id: int
    is_credit: bool
    left: int
    booked_on: date
    due_on: date | None = None
    title: str = ""
    number: str = ""
    invoice_id: int | None = None


@dataclass
class Side:
    """What one customer has on both sides."""

    credits: list[Open] = field(default_factory=list)
    debits: list[Open] = field(default_factory=list)


@dataclass(frozen=True)
class Match:
    """So many grosze of a credit for a debit."""

    credit: Open
    debit: Open
    grosze: int


def match(side: Side, named: Mapping[int, AbstractSet[str]]) -> Iterator[Match]:
    """Use up one of both sides. `named` says which invoices' numbers a credit is for, besides its title."""
    received = sorted(side.credits, key=lambda credit: (credit.booked_on, credit.id))
    debits = sorted(side.debits, key=lambda debit: (debit.due_on is None, debit.due_on or date.max, debit.id))
    numbers = {debit.number for debit in debits}
    if len(debits) > 1:  # else there is nothing to choose
        for credit in received:
            meant = named.get(credit.id, frozenset()) | named_in(credit.title, numbers)
            yield from _lay(credit, [debit for debit in debits if debit.number in meant])
    for credit in received:
        yield from _lay(credit, debits)


def _lay(credit: Open, debits: Iterable[Open]) -> Iterator[Match]:
    for debit in debits:
        if grosze := min(credit.left, debit.left):
            credit.left -= grosze
            debit.left -= grosze
            yield Match(credit, debit, grosze)


def named_in(title: str, numbers: Iterable[str]) -> frozenset[str]:
    """Which of these numbers a title holds: in any case, with spaces anywhere, but never as a part of another."""
    rest, found = title, set[str]()
    for number in sorted(numbers, key=lambda number: (-len(number), number)):
        if len(number) < _LEAST or not _ANY_DIGIT.search(number):
            continue
        rest, times = _pattern_of(number).subn(" | ", rest)
        if times:
            found.add(number)
    return frozenset(found)


def _pattern_of(number: str) -> re.Pattern[str]:
    """Banks break titles into lines wherever they like."""
    characters = r"\s*".join(re.escape(character) for character in number if not character.isspace())
    return re.compile(rf"(?<![\w/]){characters}(?![\w/])", re.IGNORECASE)


def by_customer(entries: Iterable[Open]) -> dict[int, Side]:
    """Sort open entries by whose they are."""
    sides: dict[int, Side] = {}
    for entry in entries:
        side = sides.setdefault(entry.customer_id, Side())
        (side.credits if entry.is_credit else side.debits).append(entry)
    return sides
