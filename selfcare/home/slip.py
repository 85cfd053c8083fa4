"""What is left to pay, as a slip of paper with a coupon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money

_LISTED = 5


@dataclass(frozen=True)
class Slip:
    """Everything unpaid in one currency."""

    currency: str
    total: Money
    count: int
    invoices: tuple[Invoice, ...]  # the oldest due first; perhaps not all of them

    @property
    def first(self) -> Invoice:
        """The invoice that is paid first."""
        return self.invoices[0]

    @property
    def listed(self) -> tuple[Invoice, ...]:
        return self.invoices[:_LISTED]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.listed)


def slips_of(rows: Iterable[tuple[Invoice, Money, int, date | None]]) -> list[Slip]:
    """One slip per currency, zloties first; amounts of different currencies are never added up."""
    found: dict[str, list[tuple[Invoice, Money, int]]] = {}
    for invoice, total, count, _notice_on in rows:
        found.setdefault(invoice.currency, []).append((invoice, total, count))
    slips = [
        Slip(currency, group[0][1], group[0][2], tuple(invoice for invoice, _total, _count in group))
        for currency, group in found.items()
    ]
    return sorted(slips, key=lambda slip: (slip.currency != CURRENCY, slip.currency))
