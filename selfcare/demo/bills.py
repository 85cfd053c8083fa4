"""One invoice of the demo: its lines, sums, and what is still to pay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from selfcare.demo.people import Person
from selfcare.demo.periods import Period
from selfcare.money import Money

KSEF_SINCE = date(2026, 2, 1)  # from that day structured invoices go through KSeF
_NOTHING = Money()


@dataclass(frozen=True)
class Item:
    """A line of an invoice. `price` is for one unit: gross for a consumer, net for a firm."""

    name: str
    price: Money
    quantity: int = 1
    unit: str = "szt."
    number: str = ""  # the phone number it belongs to, nine digits

    @property
    def amount(self) -> Money:
        return self.price * self.quantity


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What one customer is asked to pay for one period, or how an earlier bill changes."""

    person: Person
    number: str
    period: Period
    issued_on: date
    due_on: date
    items: tuple[Item, ...]
    credit: Money = _NOTHING  # from earlier; lowers what is to pay
    credit_reason: str = ""
    paid_on: date | None = None
    part_paid: tuple[Money, date] | None = None
    remark: str = ""  # about the due date
    corrects: Bill | None = None
    reason: str = ""  # of a correction

    @property
    def file_name(self) -> str:
        return self.number.replace("/", "-") + ".xml"

    @property
    def items_before(self) -> tuple[Item, ...]:
        """The lines of the corrected bill that a correction touches, as they were."""
        if not self.corrects:
            return ()
        touched = {(item.name, item.number) for item in self.items}
        return tuple(item for item in self.corrects.items if (item.name, item.number) in touched)

    @property
    def sums(self) -> tuple[Money, Money]:
        """Net and VAT at 23 %, counted from the sum of the lines (VAT act, art. 106e), not line by line."""
        whole = _sum(self.items) - _sum(self.items_before)
        if self.person.is_business:
            return whole, Money.rounded(whole.zlote * Decimal("0.23"))
        vat = Money.rounded(whole.zlote * 23 / 123)
        return whole - vat, vat

    @property
    def total(self) -> Money:
        net, vat = self.sums
        return net + vat

    @property
    def to_pay(self) -> Money:
        return self.total - self.credit

    @property
    def paid(self) -> tuple[Money, date] | None:
        """How much of it was paid, and when."""
        return self.part_paid or ((self.to_pay, self.paid_on) if self.paid_on else None)

    @property
    def received_at(self) -> datetime:
        return datetime.combine(self.issued_on, time(5, 15), UTC)

    def ksef_number(self, seller_nip: str) -> str:
        """Empty before KSeF. Made from the bill's number, so that it is the same every time."""
        if self.issued_on < KSEF_SINCE:
            return ""
        middle = hashlib.sha256(self.number.encode()).hexdigest()[:12].upper()
        text = f"{seller_nip}-{self.issued_on:%Y%m%d}-{middle}"
        return f"{text}-{_crc8(text.encode()):02X}"


def _sum(items: tuple[Item, ...]) -> Money:
    return sum((item.amount for item in items), _NOTHING)


def _crc8(text: bytes) -> int:
    """Polynomial 0x07, beginning at 0. Written apart from the reader in `invoices`, so that each proves the other."""
    crc = 0
    for byte in text:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc
