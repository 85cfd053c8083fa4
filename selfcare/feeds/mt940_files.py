"""Statements in SWIFT's MT940 as Polish banks write it: bytes in, transfers out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import mt940

from selfcare.feeds.bank_lines import BankLine
from selfcare.feeds.records import Broken
from selfcare.money import CURRENCY, Money

_STATEMENT = re.compile(r"^:20:", re.MULTILINE)
_PART = re.compile(r"(?:^|\n?)[~<?^](\d{2})")  # banks differ in what begins a part of :86:
_TITLE = [f"{number}" for number in range(20, 26)]
_PAYER = ("32", "33")
_PAYERS_ACCOUNT = {"30", "31", "38"}


def lines_of(content: bytes) -> Iterator[BankLine]:
    """What came in. Raises Broken when it is no statement, or its sums do not agree."""
    text = _decoded(content).replace("\r\n", "\n")
    starts = [found.start() for found in _STATEMENT.finditer(text)]
    if not starts:
        raise Broken("The file is not an MT940 statement: there is no :20:.")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield from _statement(text[start:end], text.count("\n", 0, start))


def _decoded(content: bytes) -> str:
    """Banks write UTF-8, or what Windows used before."""
    for encoding in ("utf-8", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Broken("The file is neither UTF-8 nor Windows-1250.")


def _statement(text: str, lines_before: int) -> Iterator[BankLine]:
    try:
        statement = mt940.parse(text)
        facts = [transaction.data for transaction in statement]
    except (ValueError, RuntimeError, ArithmeticError, AttributeError, KeyError, TypeError) as error:
        raise Broken(f"The MT940 statement cannot be read: {type(error).__name__}.") from None
    if not facts and "\n:61:" in text:
        raise Broken("The MT940 statement cannot be read: no :61: of it is whole.")
    _check_sums(statement.data, facts)
    lines = [
        lines_before + 1 + text.count("\n", 0, found.start()) for found in re.finditer(r"^:61:", text, re.MULTILINE)
    ]
    if len(lines) != len(facts):
        raise Broken(f"The MT940 statement cannot be read: {len(lines)} entries, of which {len(facts)} are whole.")
    for line, fact in zip(lines, facts, strict=True):
        if fact["status"] in {"C", "RC"}:
            yield _line(line, fact, str(statement.data.get("account_identification") or ""))


def _check_sums(facts: dict[str, Any], transactions: list[dict[str, Any]]) -> None:
    opening, closing = facts.get("final_opening_balance"), facts.get("final_closing_balance")
    if opening is None or closing is None:
        raise Broken("The statement is cut short: its opening or closing balance is missing.")
    entries = sum((_signed(fact) for fact in transactions), Decimal())
    if opening.amount.amount + entries != closing.amount.amount:
        raise Broken("Opening balance and entries do not make the closing balance: something is missing.")


def _signed(fact: dict[str, Any]) -> Decimal:
    amount = abs(Decimal(fact["amount"].amount))
    return amount if fact["status"] in {"C", "RD"} else -amount


def _line(line: int, fact: dict[str, Any], account: str) -> BankLine:
    details = str(fact.get("transaction_details") or "")
    parts = _parts(details)
    booked_on = fact.get("entry_date") or fact["date"]
    return BankLine(
        line=line,
        booked_on=date(booked_on.year, booked_on.month, booked_on.day),
        amount=Money.parse(str(_signed(fact))),
        currency=str(fact.get("currency") or CURRENCY),
        title=_joined([parts.get(number, "") for number in _TITLE]) or " ".join(details.split()),
        payer=" ".join(parts[number] for number in _PAYER if number in parts),
        reference=str(fact.get("bank_reference") or ""),
        accounts=" ".join([account, *(text for number, text in parts.items() if number not in _PAYERS_ACCOUNT)]),
    )


def _parts(details: str) -> dict[str, str]:
    """The numbered parts of :86:, e.g. ~20 to ~25 for the title."""
    pieces = _PART.split(details)
    parts = {number: text.replace("\n", "") for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return parts or {"": details}


def _joined(titles: list[str]) -> str:
    """A part that fills its 27 or 35 characters goes on in the next; a shorter one ends a word."""
    return "".join(part if len(part) in {27, 35} else f"{part} " for part in titles).strip()
