"""What a bank statement says, whatever its format."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from selfcare.feeds.staging import Row
from selfcare.money import CURRENCY, Money

LARGEST = 20 * 1024 * 1024  # bytes of a statement: some fifty thousand transfers
_LONGEST = 1000  # characters of a title
_ACCOUNT = re.compile(r"(?<!\d)(?:PL ?)?\d(?: ?\d){21} ?(\d(?: ?\d){3})(?!\d)")


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One transfer that came in, or (below nothing) that the bank took back."""

    line: int
    booked_on: date | None = None
    amount: Money = Money()  # noqa: RUF009  # frozen
    currency: str = CURRENCY
    title: str = ""
    payer: str = ""
    reference: str = ""  # the bank's own
    accounts: str = ""  # text that may hold the customer's individual account
    wrong: str = ""


def rows_of(lines: Iterable[BankLine]) -> Iterator[Row]:
    """Each with a name that is the same whenever the bank tells of it again."""
    times: Counter[str] = Counter()
    for line in lines:
        if line.wrong or line.booked_on is None:
            yield {"at_line": line.line, "wrong": line.wrong or "the day is missing"}
            continue
        title, payer = _one_line(line.title), _one_line(line.payer)
        facts = (str(line.booked_on), str(line.amount), line.currency, title, payer, line.reference, line.accounts)
        digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:40]
        times[digest] += 1  # two equal transfers of one statement are two
        yield {
            "at_line": line.line,
            "payment_id": f"bank:{digest}:{times[digest]}",
            "booked_on": line.booked_on,
            "amount": line.amount,
            "currency": line.currency,
            "title": title,
            "payer": payer,
            "accounts": line.accounts,
        }


def _one_line(text: str) -> str:
    """Without line breaks, and without whole account numbers: nobody needs the payer's."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _ACCOUNT.sub(r"•••• \1", line)[:_LONGEST]
