"""Statements in ISO 20022's camt.053, any version: bytes in, transfers out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from selfcare.feeds.bank_lines import BankLine
from selfcare.feeds.records import Broken
from selfcare.money import CURRENCY, Money

_OPENING, _CLOSING = {"OPBD", "PRCD"}, {"CLBD"}


def lines_of(content: bytes) -> Iterator[BankLine]:
    """What came in. Raises Broken for anything but a plain, whole statement whose sums agree."""
    _refuse_strange_bytes(content)
    sums = _Sums()
    is_statement = False
    try:
        for _event, element in _elements(content):
            name = etree.QName(element).localname
            if name == "Bal":
                sums.note(element)
                continue
            if name == "Ntry":
                sums.add(element)
                yield from _transfers(element)
            else:
                is_statement = True
                sums.check()
                sums = _Sums()
            element.clear()
    except etree.XMLSyntaxError as error:
        raise Broken(f"The XML is broken or cut short (line {error.lineno or 1}).") from None
    if not is_statement:
        raise Broken("The file is not a camt.053 statement.")


class _Sums:
    """Opening balance, entries and closing balance of one statement."""

    def __init__(self) -> None:
        self._opening: Decimal | None = None
        self._closing: Decimal | None = None
        self._entries = Decimal()

    def note(self, balance: Any) -> None:
        kind = _text(balance, "Tp/CdOrPrtry/Cd")
        if kind in _OPENING:
            self._opening = _signed(balance)
        if kind in _CLOSING:
            self._closing = _signed(balance)

    def add(self, entry: Any) -> None:
        if _is_booked(entry):
            self._entries += _signed(entry) or Decimal()

    def check(self) -> None:
        """Raises Broken when a transfer is missing, or one too many."""
        if self._opening is None or self._closing is None:
            return
        if self._opening + self._entries != self._closing:
            raise Broken("Opening balance and entries do not make the closing balance: something is missing.")


def _elements(content: bytes) -> Any:
    return etree.iterparse(
        io.BytesIO(content),
        tag=("{*}Ntry", "{*}Bal", "{*}Stmt"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _refuse_strange_bytes(content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Broken(f"The file is not valid UTF-8 (byte {error.start}).") from None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Broken("The file has a DOCTYPE; statements never have one.")


def _transfers(entry: Any) -> Iterator[BankLine]:
    """One, or each of a batch. What goes out, and what is only announced, is none of ours."""
    is_reversal = _text(entry, "RvslInd") in {"true", "1"}
    is_credit = _text(entry, "CdtDbtInd") == "CRDT"
    if not _is_booked(entry) or is_credit == is_reversal:  # a credit reversed is a debit here, and the other way round
        return
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    amounts = [_amount(one) or _amount(one, "AmtDtls/TxAmt/Amt") for one in details]
    whole = _amount(entry)
    if len(details) > 1 and all(amounts) and sum((a for a in amounts if a), Decimal()) == whole:
        for detail, amount in zip(details, amounts, strict=True):
            yield _line(entry, detail, amount, is_reversal=is_reversal)
    else:
        yield _line(entry, details[0] if details else entry, whole, is_reversal=is_reversal)


def _line(entry: Any, detail: Any, amount: Decimal | None, *, is_reversal: bool) -> BankLine:
    line = int(entry.sourceline or 0)
    day = (_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm"))[:10]
    try:
        money = Money.parse(str(amount))
        booked_on = date.fromisoformat(day)
    except ValueError:
        return BankLine(line=line, wrong="the amount or the day of booking is missing")
    amount_of = entry.find("{*}Amt")
    accounts = [*detail.findall(".//{*}CdtrAcct//{*}IBAN"), *detail.findall(".//{*}CdtrAcct//{*}Othr/{*}Id")]
    titles = [*detail.findall(".//{*}RmtInf/{*}Ustrd"), *detail.findall(".//{*}RmtInf//{*}Ref")]
    return BankLine(
        line=line,
        booked_on=booked_on,
        amount=-money if is_reversal else money,
        currency=(amount_of.get("Ccy") if amount_of is not None else None) or CURRENCY,
        title=" ".join(found.text or "" for found in titles) or _text(entry, "AddtlNtryInf"),
        payer=_text(detail, "RltdPties/Dbtr/Nm") or _text(detail, "RltdPties/Dbtr/Pty/Nm"),
        reference=_text(detail, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef"),
        accounts=" ".join(found.text or "" for found in accounts),
    )


def _is_booked(entry: Any) -> bool:
    return (_text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK") == "BOOK"


def _signed(element: Any) -> Decimal | None:
    amount = _amount(element)
    return -amount if amount is not None and _text(element, "CdtDbtInd") == "DBIT" else amount


def _amount(element: Any, path: str = "Amt") -> Decimal | None:
    try:
        return Decimal(_text(element, path))
    except ArithmeticError:
        return None


def _text(element: Any, path: str) -> str:
    found = element.findtext("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found or "").strip()
