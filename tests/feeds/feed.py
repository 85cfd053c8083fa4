"""Writing feed files as a billing system would, and loading them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Select
from sqlalchemy.orm import Session

from selfcare import database
from selfcare.feeds.importing import import_paths
from selfcare.feeds.kinds import KINDS
from selfcare.feeds.reports import FileReport

Thing = TypeVar("Thing")

COLUMNS = {kind.label: list(kind.readers) for kind in KINDS}
ROWS: dict[str, dict[str, str]] = {  # a good row of each kind; tests say only what matters to them
    "tariffs": {
        "code": "L30",
        "name": "Listek 30 GB",
        "kind": "voice",
        "monthly_gross": "39.99",
        "data_mb": "30720",
        "eu_data_mb": "8192",
        "minutes": "-1",
        "sms": "-1",
        "mms": "-1",
        "rate_minute": "0.29",
        "rate_sms": "0.12",
        "rate_mms": "0.49",
        "rate_mb": "0.01",
        "available_from": "2023-01-01",
        "price_list_url": "https://listek.example/cennik.pdf",
    },
    "customers": {
        "customer_no": "1002456",
        "kind": "consumer",
        "name": "Anna Nowak",
        "street": "ul. Klonowa 7/3",
        "postcode": "30-001",
        "city": "Kraków",
        "email": "anna@example.org",
        "contact_phone": "+48500100200",
        "language": "pl",
        "cycle_day": "1",
        "bank_account": "45999000090000010024560001",
        "paper_invoice": "0",
    },
    "lines": {
        "msisdn": "+48500100200",
        "customer_no": "1002456",
        "main": "0",
        "kind": "voice",
        "activated_on": "2024-11-01",
        "status": "active",
        "iccid": "8948000000000000011",
        "sim_kind": "esim",
        "puk": "01234567",
    },
    "options": {
        "code": "DATA10",
        "name": "Paczka 10 GB",
        "kind": "data",
        "price_gross": "15.00",
        "recurring": "0",
        "data_mb": "10240",
        "ends": "days:30",
        "starts": "now",
    },
    "line_options": {"msisdn": "+48500100200", "code": "DATA10", "from": "2026-11-10", "to": "2026-12-09"},
    "invoices.csv": {"file": "FV-1.xml"},
    "usage": {
        "record_id": "R1",
        "msisdn": "+48500100200",
        "started_at": "2026-11-20T12:00:00+01:00",
        "kind": "voice",
        "direction": "out",
        "peer": "+48600100001",
        "zone": "home",
        "seconds": "180",
        "bytes": "0",
        "units": "3",
        "net": "0.71",
        "vat_rate": "23",
        "gross": "0.87",
    },
    "payments": {
        "payment_id": "P1",
        "customer_no": "1002456",
        "booked_on": "2026-11-24",
        "amount": "114.89",
        "title": "FV/2026/11/000121",
        "method": "transfer",
        "payer": "Anna Nowak",
    },
    "orders": {"order_number": "Z261125-4F7K2Q", "state": "accepted"},
}


class Feed:
    """A folder of feed files beside one portal."""

    def __init__(self, folder: Path, portal: Flask) -> None:
        self.folder = folder
        self.portal = portal
        folder.mkdir()

    def write(self, kind: str, *rows: dict[str, str], name: str = "") -> Path:
        """A CSV file of that kind; what a row does not say is as in ROWS. Optional columns only if a row has them."""
        columns = [column for column in COLUMNS[kind] if _is_wanted(kind, column, rows)]
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: (ROWS[kind] | row).get(name, "") for name in columns} for row in rows)
        return self.put(name or f"{kind.removesuffix('.csv')}.csv", text.getvalue().encode())

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def load(self, *paths: Path, dry_run: bool = False) -> list[FileReport]:
        return import_paths(paths or (self.folder,), dry_run=dry_run)

    def load_one(self, path: Path) -> FileReport:
        (report,) = self.load(path)
        return report

    def load_rows(self, kind: str, *rows: dict[str, str]) -> FileReport:
        return self.load_one(self.write(kind, *rows))

    def all(self, query: Select[Thing]) -> list[Thing]:
        """What is in the database now."""
        with Session(database.db.engine) as session:
            return list(session.scalars(query))

    def one(self, query: Select[Thing]) -> Thing:
        (found,) = self.all(query)
        return found

    def add(self, *rows: Any) -> None:
        with Session(database.db.engine, expire_on_commit=False) as session:
            session.add_all(rows)
            session.commit()


def counts(report: FileReport) -> tuple[int, int, int, int]:
    """New, changed, unchanged, rejected."""
    assert report.read == report.new + report.changed + report.unchanged + report.rejected
    return report.new, report.changed, report.unchanged, report.rejected


def rejected(report: FileReport) -> list[tuple[str, str]]:
    """Lines and reasons, as they were written down."""
    with Path(report.rejects).open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1]) for row in list(csv.reader(file))[1:]]


def _is_wanted(kind: str, column: str, rows: Sequence[dict[str, str]]) -> bool:
    optional = next(known.optional for known in KINDS if known.label == kind)
    return column not in optional or any(column in row for row in rows)
