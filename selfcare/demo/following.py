"""The demo's billing system knows what became of orders: its files say what the portal says, and undo nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from selfcare.customers.models import Customer
from selfcare.lines.models import Line, LineOption
from selfcare.tables import Table

_OF_CUSTOMERS = ("email", "contact_phone", "paper_invoice", "status")
_OF_LINES = ("status", "contact_phone", "iccid", "sim_kind", "sim_changed_at", "puk", "contract_until")

Row = dict[str, str]
Told = Mapping[tuple[str, ...], Row]  # by key, what has changed since it was exported


def follow(session: Session, feed: Path) -> None:
    """Before the files of an earlier start are read again."""
    _rewrite(feed / "customers.csv", lambda: _customers(session), ("customer_no",))
    _rewrite(feed / "lines.csv", lambda: _lines(session), ("msisdn", "customer_no"))
    _rewrite(feed / "line_options.csv", lambda: _options(session), ("msisdn", "code", "from"))


def _customers(session: Session) -> Told:
    return {(one.customer_no,): _cells(one, _OF_CUSTOMERS) for one in session.scalars(select(Customer))}


def _lines(session: Session) -> Told:
    """Of several lines with one number the newest of each holder counts."""
    query = select(Line).order_by(Line.id).options(joinedload(Line.customer), joinedload(Line.tariff))
    return {
        (line.msisdn, line.customer.customer_no): _cells(line, _OF_LINES)
        | ({"tariff_code": line.tariff.code} if line.tariff else {})
        for line in session.scalars(query)
    }


def _options(session: Session) -> Told:
    query = select(LineOption).options(joinedload(LineOption.line), joinedload(LineOption.option))
    return {
        (one.line.msisdn, one.option.code, one.begins_on.isoformat()): {
            "value": _cell(one.value),
            "to": _cell(one.ends_on),
        }
        for one in session.scalars(query)
    }


def _rewrite(file: Path, told: Callable[[], Told], key: tuple[str, ...]) -> None:
    if not file.is_file():
        return
    before = file.read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(before))
    names, known = list(reader.fieldnames or ()), told()
    rows = [row | known.get(tuple(row[name] for name in key), {}) for row in reader]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    if text.getvalue() != before:
        part = file.with_suffix(".part")
        part.write_text(text.getvalue(), encoding="utf-8")
        part.replace(file)


def _cells(row: Table, names: tuple[str, ...]) -> Row:
    return {name: _cell(getattr(row, name)) for name in names}


def _cell(value: object) -> str:
    """As the feed writes it (docs/feed.md)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
