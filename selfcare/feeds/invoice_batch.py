"""Some invoices, compared with what is known and kept in one short transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session, joinedload

from selfcare.balance.actions import charge_all
from selfcare.customers.models import Customer
from selfcare.feeds.holders import Holders, NobodysInvoice
from selfcare.feeds.models import InvoiceRow
from selfcare.feeds.queries import rows_about
from selfcare.feeds.tallies import CHANGED, NEW, UNCHANGED, Tally
from selfcare.feeds.work import Work
from selfcare.invoices import fa3
from selfcare.invoices.actions import receive
from selfcare.invoices.models import Invoice

Rows = Mapping[str, InvoiceRow]  # of invoices.csv, by the file's name


@dataclass(frozen=True)
class Opened:
    """A file with its bytes."""

    path: Path
    xml: bytes

    @cached_property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.xml).digest()


@dataclass
class Arrival:
    """An invoice that is new, and whose it is."""

    opened: Opened
    document: fa3.Document
    customer: Customer
    row: InvoiceRow | None
    warnings: list[str] = field(default_factory=list)

    @property
    def number(self) -> tuple[int, str]:
        return self.customer.id, self.document.number


def load_batch(work: Work, files: Sequence[Opened], tally: Tally) -> None:
    """Read and compare first; then keep what is new, and complete what invoices.csv knows better."""
    with work.connection.begin(), Session(work.connection) as session:
        rows = {row.file: row for row in session.scalars(rows_about([file.path.name for file in files]))}
        known = _known(session, files)
        completions = list(_completions(files, known, rows, tally))
        arrivals = _arrivals(session, [file for file in files if file.sha256 not in known], rows, tally)
        _warn_of_numbers(session, arrivals)
    if (arrivals or completions) and not work.is_dry:
        with work.writing(), Session(work.connection, expire_on_commit=False) as session:
            charge_all(session, [_keep(session, arrival, work) for arrival in arrivals], now=work.now)
            for invoice_id, facts in completions:
                session.execute(update(Invoice).where(Invoice.id == invoice_id).values(facts))
            session.flush()
    for arrival in arrivals:
        tally.note(arrival.opened.path, NEW, arrival.warnings)


def _known(session: Session, files: Iterable[Opened]) -> dict[bytes, Invoice]:
    query = select(Invoice).where(Invoice.sha256.in_([file.sha256 for file in files]))
    return {invoice.sha256: invoice for invoice in session.scalars(query.options(joinedload(Invoice.customer)))}


def _completions(
    files: Iterable[Opened], known: Mapping[bytes, Invoice], rows: Rows, tally: Tally
) -> Iterable[tuple[int, dict[str, Any]]]:
    """The same bytes again; but invoices.csv may have learnt something meanwhile."""
    for file in files:
        if invoice := known.get(file.sha256):
            row = rows.get(file.path.name)
            facts = _better_known(invoice, row) if row else {}
            tally.note(file.path, CHANGED if facts else UNCHANGED, _misgivings(invoice, row))
            if facts:
                yield invoice.id, facts


def _better_known(invoice: Invoice, row: InvoiceRow) -> dict[str, Any]:
    told = {"ksef_number": row.ksef_number, "received_at": row.received_at}
    return {name: value for name, value in told.items() if value and value != getattr(invoice, name)}


def _misgivings(invoice: Invoice, row: InvoiceRow | None) -> list[str]:
    holder = invoice.customer.customer_no
    if row and row.customer_no not in {"", holder}:
        return [f"invoices.csv names customer {row.customer_no}, but it belongs to {holder} already"]
    return []


def _arrivals(session: Session, files: Iterable[Opened], rows: Rows, tally: Tally) -> list[Arrival]:
    """Those that are invoices and belong to somebody; the same bytes only once."""
    documents: dict[bytes, tuple[Opened, fa3.Document]] = {}
    for file in files:
        try:
            if file.sha256 in documents:
                tally.note(file.path, UNCHANGED)
            else:
                documents[file.sha256] = file, fa3.read(file.xml)
        except fa3.NotAnInvoice as error:
            tally.refuse(file.path, str(error))
    holders = Holders(session, [document for _file, document in documents.values()], rows.values())
    arrivals = []
    for file, document in documents.values():
        row = rows.get(file.path.name)
        try:
            arrivals.append(Arrival(file, document, holders.holder_of(document, row), row, list(document.warnings)))
        except NobodysInvoice as error:
            tally.refuse(file.path, str(error))
    return arrivals


def _warn_of_numbers(session: Session, arrivals: Iterable[Arrival]) -> None:
    """The same number with other bytes is another document, and somebody should look at both."""
    query = select(Invoice.customer_id, Invoice.number).where(
        tuple_(Invoice.customer_id, Invoice.number).in_([arrival.number for arrival in arrivals])
    )
    numbers = {(customer_id, number) for customer_id, number in session.execute(query)}
    for arrival in arrivals:
        if arrival.number in numbers:
            number, holder = arrival.document.number, arrival.customer.customer_no
            arrival.warnings.append(f"customer {holder} has another document with the number {number}")
        numbers.add(arrival.number)


def _keep(session: Session, arrival: Arrival, work: Work) -> Invoice:
    row = arrival.row
    return receive(
        session,
        arrival.opened.xml,
        arrival.document,
        customer=arrival.customer,
        now=work.now,
        file_name=arrival.opened.path.name,
        ksef_number=row.ksef_number if row else "",
        received_at=row.received_at if row else None,
    )
