"""Making records for tests. Anna owns things; Bartek must not see them."""

import hashlib
import itertools
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.catalogue.models import Option, Tariff
from selfcare.clock import WARSAW
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice, InvoiceXml
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.staff.models import StaffMember
from selfcare.tables import Table

NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
ANNA_ACCOUNT = "45999000090000010024560001"
Row = TypeVar("Row", bound=Table)
_record_numbers = itertools.count(1)


def make_tariff(db: Session, code: str = "L30", **facts: Any) -> Tariff:
    defaults: dict[str, Any] = {
        "name": "Listek 30 GB",
        "kind": "voice",
        "monthly_gross": Money(3999),
        "data_mb": 30720,
        "eu_data_mb": 8192,
        "minutes": -1,
        "sms": -1,
        "mms": -1,
        "rate_minute": Money(29),
        "rate_sms": Money(12),
        "rate_mms": Money(49),
        "rate_mb": Money(1),
    }
    return _add(db, Tariff(code=code, **(defaults | facts)))


def make_option(db: Session, code: str = "DATA10", **facts: Any) -> Option:
    defaults: dict[str, Any] = {
        "name": code.capitalize(),
        "kind": "data",
        "price_gross": Money(),
        "recurring": False,
        "data_mb": 0,
        "ends": "none",
        "starts": "now",
    }
    return _add(db, Option(code=code, **(defaults | facts)))


def make_customer(db: Session, customer_no: str, **facts: Any) -> Customer:
    defaults: dict[str, Any] = {"kind": "consumer", "name": "Ktoś Inny", "language": "pl"}
    return _add(db, Customer(customer_no=customer_no, **(defaults | facts)))


def make_line(db: Session, customer: Customer, msisdn: str, **facts: Any) -> Line:
    defaults: dict[str, Any] = {"kind": "voice", "activated_on": date(2024, 11, 1), "status": "active"}
    return _add(db, Line(customer_id=customer.id, msisdn=msisdn, **(defaults | facts)))


def make_anna(db: Session, tariff: Tariff) -> Customer:
    """Anna Nowak: a consumer with two voice lines and a data line."""
    anna = make_customer(
        db,
        "1002456",
        name="Anna Nowak",
        street="ul. Klonowa 7/3",
        postcode="30-001",
        city="Kraków",
        email="anna@example.org",
        contact_phone="+48500100200",
        bank_account=ANNA_ACCOUNT,
    )
    make_line(db, anna, "+48500100200", main=True, tariff_id=tariff.id, puk="12345678", iccid="8948000000000000011")
    make_line(db, anna, "+48500100201", tariff_id=tariff.id, puk="22345678", iccid="8948000000000000012")
    make_line(db, anna, "+48500100209", kind="data", contact_phone="+48500100200", iccid="8948000000000000013")
    return anna


def make_bartek(db: Session, tariff: Tariff) -> Customer:
    """Bartek Zieliński: a business with one line and no password yet."""
    bartek = make_customer(
        db,
        "1002457",
        kind="business",
        name="Zieliński Instalacje Bartek Zieliński",
        nip="9999999999",
        street="ul. Lipowa 1",
        postcode="00-950",
        city="Warszawa",
        email="bartek@example.org",
        contact_phone="+48500100300",
    )
    make_line(db, bartek, "+48500100300", main=True, tariff_id=tariff.id, iccid="8948000000000000021")
    return bartek


def make_staff(db: Session, role: str = "agent", **facts: Any) -> StaffMember:
    """Somebody who answers: bok@, szef@ or admin@example.org, as in the demo."""
    email = {"agent": "bok", "supervisor": "szef"}.get(role, role) + "@example.org"
    defaults: dict[str, Any] = {"email": email, "invited_at": NOON, "invited_by": "system", "ready_at": NOON}
    return _add(db, StaffMember(role=role, **(defaults | facts)))


def make_invoice(db: Session, customer: Customer, number: str, *, xml: bytes = b"", **facts: Any) -> Invoice:
    """An invoice for November 2026, unpaid and due on 14 December. Its XML is no real document unless given."""
    content = xml or f"<Faktura>{customer.customer_no} {number}</Faktura>".encode()
    total = facts.get("total", Money(11489))
    defaults: dict[str, Any] = {
        "kind": "VAT",
        "issued_on": date(2026, 10, 31),
        "period_from": date(2026, 11, 1),
        "period_to": date(2026, 11, 30),
        "currency": "PLN",
        "total": total,
        "to_pay": total,
        "left_to_pay": total,
        "due_on": date(2026, 12, 14),
        "seller_nip": "9999999999",
        "bank_account": customer.bank_account,
        "received_at": NOON,
        "sha256": hashlib.sha256(content).digest(),
        "xml": InvoiceXml(content=content),
    }
    return _add(db, Invoice(customer_id=customer.id, number=number, **(defaults | facts)))


def make_period(db: Session, line: Line, invoice_number: str = "", **facts: Any) -> UsagePeriod:
    """What of the line is on that invoice; without a number the running period. Days grow with its records."""
    defaults = {"first_on": NOON.date(), "last_on": NOON.date(), "load_id": 0}
    return _add(db, UsagePeriod(line_id=line.id, invoice_number=invoice_number, **(defaults | facts)))


def make_record(db: Session, period: UsagePeriod, started_at: datetime = NOON, **facts: Any) -> UsageRecord:
    """A call of three minutes to a friend, with all sums and days as an import would keep them."""
    defaults: dict[str, Any] = {
        "record_id": f"{period.id}-{next(_record_numbers)}",
        "kind": "voice",
        "direction": "out",
        "peer": "+48600100001",
        "zone": "home",
        "seconds": 180,
        "bytes": 0,
        "units": 3,
        "net": Money(),
        "gross": Money(),
        "vat_rate": "23",
    }
    record = _add(db, UsageRecord(period_id=period.id, started_at=started_at, **(defaults | facts)))
    day = started_at.astimezone(WARSAW).date()
    period.first_on, period.last_on = min(period.first_on, day), max(period.last_on, day)
    _add_to_total(db, record, day)
    return record


def _add_to_total(db: Session, record: UsageRecord, day: date) -> None:
    paid = bool(record.gross)
    key = (record.period_id, day, record.kind, record.direction, record.zone, paid)
    total = db.get(UsageTotal, key)
    if total is None:
        names = ("period_id", "day", "kind", "direction", "zone", "paid")
        nothing = {"records": 0, "seconds": 0, "bytes": 0, "units": 0, "net": Money(), "gross": Money()}
        total = _add(db, UsageTotal(**dict(zip(names, key, strict=True)), **nothing))
    total.records += 1
    for name in ("seconds", "bytes", "units", "net", "gross"):
        setattr(total, name, getattr(total, name) + getattr(record, name))
    db.flush()


def _add(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row
