"""invoices.csv: what an XML cannot say of itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Connection, MetaData, Text, func, insert, select, update
from sqlalchemy import Table as Columns
from sqlalchemy.schema import CreateTable

from selfcare.customers.models import Customer
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.models import InvoiceRow
from selfcare.feeds.ready import Ready
from selfcare.feeds.staging import Staging
from selfcare.invoices.models import Invoice

_coming = Columns("coming_invoice", MetaData(), Column("name", Text, primary_key=True), prefixes=["TEMPORARY"])


def expect(connection: Connection, names: Collection[str]) -> None:
    """Remember the XML files of this import: rows of the same name are about them, not about earlier ones."""
    connection.execute(CreateTable(_coming))
    if names:
        connection.execute(insert(_coming), [{"name": name} for name in names])


class InvoiceRows(CsvKind):
    """Its rows wait for files that are still to come, and complete invoices that are there."""

    name = "invoices"
    table = InvoiceRow
    key = ("file",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "file": cells.file_name,
        "ksef_number": cells.or_nothing(cells.ksef_number),
        "customer_no": cells.word(64),
        "received_at": cells.optional(cells.moment),
    }
    found = ("invoice_id", "invoices")

    @property
    def label(self) -> str:
        """Not to be taken for the invoices themselves."""
        return "invoices.csv"

    def check(self, rows: Staging, now: datetime) -> None:
        row = rows.rows.c
        _find_invoices(rows)
        rows.reject(row.invoices > 1, row.invoices, " invoices came from files named ", row.file)
        holder = (
            select(Customer.customer_no)
            .join(Invoice, Invoice.customer_id == Customer.id)
            .where(Invoice.id == row.invoice_id, Customer.customer_no != row.customer_no)
            .scalar_subquery()
        )
        rows.reject(
            (row.customer_no != "") & holder.is_not(None), "the invoice belongs to customer ", holder, " already"
        )
        super().check(rows, now)

    def afterwards(self, ready: Ready, now: datetime) -> None:  # noqa: ARG002
        for row in (ready.new, ready.changed):
            ready.connection.execute(
                update(Invoice)
                .where(Invoice.id == row.invoice_id)
                .values(
                    ksef_number=func.coalesce(func.nullif(row.ksef_number, ""), Invoice.ksef_number),
                    received_at=func.coalesce(row.received_at, Invoice.received_at),
                )
            )


def _find_invoices(rows: Staging) -> None:
    """One look through all invoices: there is no index on where they came from."""
    row = rows.rows.c
    named = (
        select(Invoice.file_name, func.min(Invoice.id).label("id"), func.count().label("count"))
        .where(Invoice.file_name.in_(select(row.file)), Invoice.file_name.not_in(select(_coming.c.name)))
        .group_by(Invoice.file_name)
        .subquery()
    )
    rows.connection.execute(
        update(rows.rows).where(named.c.file_name == row.file).values(invoice_id=named.c.id, invoices=named.c.count)
    )
