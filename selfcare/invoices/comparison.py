"""Why one invoice is higher or lower than another: their lines side by side, each difference with its cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from selfcare.invoices.breakdown import Item, groups_of
from selfcare.invoices.document import Adjustment, Document
from selfcare.money import Money

# Causes. The first ones are also kinds of lines; the last ones are found by looking at two invoices.
SUBSCRIPTION, ACTIVATION, PACKAGE, PREMIUM, ROAMING = "subscription", "activation", "package", "premium", "roaming"
INTERNATIONAL, PAPER_FEE, DISCOUNT, OTHER = "international", "paper_fee", "discount", "other"
NEW_NUMBER, NUMBER_GONE, PRO_RATA, TARIFF, PRICE, SETTLEMENT, VAT = (
    *("new_number", "number_gone", "pro_rata", "tariff", "price", "settlement", "vat"),
)
_WORDS = (  # of a line's name, most telling first: nothing else in an FA(3) says what a line is for
    (ACTIVATION, r"aktywac"),
    (PAPER_FEE, r"papierow"),
    (DISCOUNT, r"rabat|upust|zniżk"),
    (PREMIUM, r"premium|specjaln|0-?70|podwyższon"),
    (ROAMING, r"roaming|spoza ue|za granicą"),
    (INTERNATIONAL, r"międzynarodow|zagranic"),
    (PACKAGE, r"pakiet"),
)
_DAYS = re.compile(r"\b(\d{1,2})\s*[–-]\s*(\d{1,2})\s")
_WHOLE_PERIOD = 28  # days: no month is shorter


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one invoice has of it: nothing, one line or several."""

    items: tuple[Item, ...] = ()

    @property
    def amount(self) -> Money:
        return sum((item.amount for item in self.items if item.amount), Money())

    @property
    def title(self) -> str:
        return self.items[-1].title if self.items else ""

    @property
    def is_part_of_period(self) -> bool:
        """Whether a subscription stands here for some days only, alone or beside a whole period."""
        return len(self.items) > 1 or any(_is_part(item) for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference: what it is about, its cause, and both amounts."""

    cause: str
    title: str = ""
    msisdn: str = ""
    before: Money = field(default_factory=Money)
    after: Money = field(default_factory=Money)
    was: str = ""  # the former tariff's name

    @property
    def difference(self) -> Money:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All differences, the largest first, and what stayed the same."""

    changes: tuple[Change, ...]
    unchanged: tuple[Change, ...]
    before: Money
    after: Money

    @property
    def difference(self) -> Money:
        return self.after - self.before


def compare(document: Document, earlier: Document) -> Comparison:
    """What made the newer one differ from the earlier. The changes add up to the difference, to the grosz."""
    rows = [*_rows(_sides(earlier), _sides(document)), *_settlements(earlier, document)]
    rest = (document.to_pay - earlier.to_pay).grosze - sum(row.difference.grosze for row in rows)
    if rest:
        rows.append(Change(cause=VAT, after=Money(rest)))
    changed = sorted((row for row in rows if row.difference or row.cause == TARIFF), key=_largest_first)
    return Comparison(
        changes=tuple(changed),
        unchanged=tuple(row for row in rows if row not in changed),
        before=earlier.to_pay,
        after=document.to_pay,
    )


def _largest_first(change: Change) -> int:
    return -abs(change.difference.grosze)


def _sides(document: Document) -> dict[tuple[str, str, str], Side]:
    """Lines by number and kind; what is of no known kind goes by its title."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for group in groups_of(document):
        for item in group.items:
            kind = kind_of(item)
            found.setdefault((group.msisdn, kind, item.title if kind == OTHER else ""), []).append(item)
    return {key: Side(items=tuple(items)) for key, items in found.items()}


def kind_of(item: Item) -> str:
    """What a line is for, by the words of its name."""
    name = item.line.name.lower()
    known = next((kind for kind, words in _WORDS if re.search(words, name)), None)
    if known in {None, PACKAGE} and item.line.is_subscription:
        return SUBSCRIPTION
    return known or OTHER


def _rows(before: dict[tuple[str, str, str], Side], after: dict[tuple[str, str, str], Side]) -> Iterator[Change]:
    nothing = Side()
    numbers_before, numbers_after = ({key[0] for key in sides} for sides in (before, after))
    for key in [*after, *(key for key in before if key not in after)]:
        msisdn, kind, _title = key
        old, new = before.get(key, nothing), after.get(key, nothing)
        cause = kind
        if kind == SUBSCRIPTION:
            cause = _cause_of_subscription(old, new, msisdn in numbers_before, msisdn in numbers_after)
        yield Change(
            cause=cause,
            title=new.title or old.title,
            msisdn=msisdn,
            before=old.amount,
            after=new.amount,
            was=old.title if cause == TARIFF else "",
        )


def _cause_of_subscription(old: Side, new: Side, was_known: bool, is_known: bool) -> str:  # noqa: FBT001  # a truth table
    if not was_known:
        return NEW_NUMBER
    if not is_known:
        return NUMBER_GONE
    if old.items and new.items and old.title != new.title:
        return TARIFF
    if old.is_part_of_period != new.is_part_of_period:
        return PRO_RATA
    return PRICE if old.items and new.items else SUBSCRIPTION


def _is_part(item: Item) -> bool:
    """A quantity below one, or a name that says `19–31 października`."""
    if item.line.quantity is not None and 0 < item.line.quantity < 1:
        return True
    days = _DAYS.search(item.line.name)
    return days is not None and 0 <= int(days[2]) - int(days[1]) < _WHOLE_PERIOD - 1


def _settlements(earlier: Document, document: Document) -> Iterator[Change]:
    for told, is_new in ((earlier, False), (document, True)):
        if told.settlement:
            yield from _adjusted(told.settlement.charges, 1, is_new=is_new)
            yield from _adjusted(told.settlement.deductions, -1, is_new=is_new)


def _adjusted(adjustments: Iterable[Adjustment], sign: int, *, is_new: bool) -> Sequence[Change]:
    nothing = Money()
    amounts = ((one.reason, one.amount * sign) for one in adjustments if one.amount)
    return [
        Change(
            cause=SETTLEMENT, title=reason, before=nothing if is_new else amount, after=amount if is_new else nothing
        )
        for reason, amount in amounts
    ]
