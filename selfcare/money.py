"""Amounts of money, and the numbers of accounts it is kept on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "PLN"
_MOST = 10**16  # grosze: what a 64-bit column holds with room for sums
_AMOUNT = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,2}0{0,16})?")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in grosze (or the hundredth part of another currency). Never a float."""

    grosze: int = 0

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read `12.30`. Raises ValueError for anything that is not an amount with at most two decimals."""
        written = text.strip()
        if not _AMOUNT.fullmatch(written):
            raise ValueError(text)
        grosze = int(Decimal(written) * 100)
        if abs(grosze) >= _MOST:
            raise ValueError(text)
        return cls(grosze)

    @classmethod
    def rounded(cls, amount: Decimal) -> Money:
        """Round zloties to grosze, half up, as invoices do."""
        return cls(int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP)))

    @property
    def zlote(self) -> Decimal:
        """The same amount in zloties, exactly."""
        return Decimal(self.grosze) / 100

    def __add__(self, other: Money) -> Money:
        return Money(self.grosze + other.grosze)

    def __sub__(self, other: Money) -> Money:
        return Money(self.grosze - other.grosze)

    def __neg__(self) -> Money:
        return Money(-self.grosze)

    def __mul__(self, times: int) -> Money:
        return Money(self.grosze * times)

    def __bool__(self) -> bool:
        return self.grosze != 0

    def __str__(self) -> str:
        """Write `12.30`, as feed files and invoices do."""
        return f"{self.zlote:.2f}"


def nrb_of(text: str | None) -> str | None:
    """The 26 digits of a Polish account number, or None if it is not a valid one (ISO 7064, domain.md §3)."""
    digits = "".join((text or "").split()).removeprefix("PL")
    if len(digits) != 26 or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if int(digits[2:] + "2521" + digits[:2]) % 97 == 1 else None
