"""Where the amount comes from, and the lines by phone number: what the XML says, put in the reader's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selfcare.invoices.document import Adjustment, Document, Line, PartPayment, VatRow
from selfcare.invoices.models import Invoice
from selfcare.money import Money

_ONE_PIECE = {"", "szt.", "szt", "mies."}
_ROUNDING = Money(100)  # lines that differ from the total by more than 1,00 are not "rounded": then we show no split


@dataclass(frozen=True, kw_only=True)
class Split:
    """The gross total, taken apart."""

    subscriptions: Money | None  # None: there are none
    outside: Money | None
    numbers: int  # phone numbers with a subscription
    others: int  # lines outside of the subscriptions
    vat: Money | None  # only where lines are net
    rounding: Money


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """From the lines to what is left to pay."""

    split: Split | None  # None: the lines do not tell
    total: Money
    charges: tuple[Adjustment, ...]
    deductions: tuple[Adjustment, ...]
    to_pay: Money
    parts: tuple[PartPayment, ...]
    paid_since: Money  # beyond what the invoice itself knew of
    left: Money

    @property
    def is_settled(self) -> bool:
        """Whether what is to pay differs from the gross total."""
        return bool(self.charges or self.deductions or self.to_pay != self.total)

    @property
    def is_partly_paid(self) -> bool:
        return bool(self.parts or self.paid_since) and self.left > Money()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line as it is read: what, how much, and what it was before a correction."""

    line: Line
    amount: Money | None  # of a corrected line: the difference
    before: Line | None = None

    @property
    def title(self) -> str:
        """The name up to its first comma: `Listek 30 GB, abonament 1–31 grudnia` begins with the tariff."""
        return self.line.name.split(", ", 1)[0]

    @property
    def rest(self) -> str:
        return ", ".join(self.line.name.split(", ", 1)[1:])

    @property
    def is_counted(self) -> bool:
        """Whether how many there are says anything: one piece does not."""
        return self.line.quantity is not None and (self.line.quantity != 1 or self.line.unit not in _ONE_PIECE)


@dataclass(frozen=True)
class Group:
    """The lines of one phone number; "" for those that belong to none."""

    msisdn: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Vat:
    """The table of rates with its sums."""

    rows: tuple[VatRow, ...]
    net: Money
    tax: Money
    gross: Money
    in_pln: Money | None  # None: the invoice is in PLN, or says nothing of it


def vat_of(document: Document) -> Vat | None:
    """None for a document without any, such as a correction of a name."""
    rows = document.vat
    if not rows:
        return None
    net, tax = _sum(row.net for row in rows), _sum(row.vat for row in rows)
    in_pln = [row.vat_in_pln for row in rows if row.vat_in_pln is not None]
    return Vat(rows=rows, net=net, tax=tax, gross=net + tax, in_pln=_sum(in_pln) if in_pln else None)


def breakdown_of(invoice: Invoice, document: Document) -> Breakdown:
    settlement = document.settlement
    known = document.paid if document.payment.is_paid or document.payment.parts else Money()
    return Breakdown(
        split=_split(document),
        total=document.total,
        charges=_real(settlement.charges if settlement else ()),
        deductions=_real(settlement.deductions if settlement else ()),
        to_pay=document.to_pay,
        parts=document.payment.parts,
        paid_since=max(invoice.to_pay - invoice.left_to_pay - known, Money()) if invoice.is_to_pay else Money(),
        left=invoice.left_to_pay,
    )


def groups_of(document: Document) -> tuple[Group, ...]:
    """By number, in the order of their first line; lines without one come last. Pairs before/after are joined."""
    groups: dict[str, list[Item]] = {}
    for item in _items(document.lines or document.order_lines):
        groups.setdefault(item.line.msisdn, []).append(item)
    ordered = sorted(groups, key=lambda msisdn: msisdn == "")
    return tuple(Group(msisdn, tuple(groups[msisdn])) for msisdn in ordered)


def is_net(document: Document) -> bool:
    """Whether the amounts of the lines are without VAT."""
    return any(line.gross is None and line.net is not None for line in document.lines or document.order_lines)


def _items(lines: Iterable[Line]) -> list[Item]:
    waiting: dict[int, Line] = {}  # "before" lines whose "after" did not come yet
    items: list[Item] = []
    for line in lines:
        if line.before:
            waiting[line.number] = line
        else:
            before = waiting.pop(line.number, None)
            items.append(Item(line=line, amount=_difference(line, before), before=before))
    removed = [Item(line=line, amount=-line.amount if line.amount else None) for line in waiting.values()]
    return items + removed


def _difference(line: Line, before: Line | None) -> Money | None:
    if line.amount is None or before is None or before.amount is None:
        return line.amount
    return line.amount - before.amount


def _split(document: Document) -> Split | None:
    """Subscriptions and the rest; None when together with VAT they do not make the total."""
    items = _items(document.lines)
    if not items or any(item.amount is None for item in items):
        return None
    subscriptions = [item for item in items if item.line.is_subscription]
    outside = [item for item in items if not item.line.is_subscription]
    vat = _sum(row.vat for row in document.vat) if is_net(document) else None
    rounding = document.total - _sum(item.amount for item in items) - (vat or Money())
    if abs(rounding.grosze) > _ROUNDING.grosze:
        return None
    return Split(
        subscriptions=_sum(item.amount for item in subscriptions) if subscriptions else None,
        outside=_sum(item.amount for item in outside) if outside else None,
        numbers=len({item.line.msisdn for item in subscriptions if item.line.msisdn}),
        others=len(outside),
        vat=vat,
        rounding=rounding,
    )


def _sum(amounts: Iterable[Money | None]) -> Money:
    return sum((amount for amount in amounts if amount), Money())


def _real(adjustments: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
    """Without the zeros that billing systems like to write."""
    return tuple(item for item in adjustments if item.amount)
