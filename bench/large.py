"""A customer's list among a million invoices, against the same list among a thousand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import create_engine, func, insert, select, text

from bench.pages import Page, interleave
from bench.report import Table
from bench.servers import Server
from bench.worlds import WORKERS, World, filled, postgresql
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice, InvoiceXml
from selfcare.money import Money

FEW, MANY = 1_000, 1_000_000
EACH = 24
AIM = 1.2
_BATCH = 10_000


def measure() -> list[Table]:
    with filled() as few, filled() as many:
        sqlite = _compare("SQLite", few, many)
    with postgresql() as one, postgresql() as other, filled(one) as few, filled(other) as many:
        return [sqlite, _compare("PostgreSQL", few, many)]


def _compare(database: str, few: World, many: World) -> Table:
    _fill(few, FEW)
    _fill(many, MANY)
    servers = [Server(["selfcare.commands", "serve", *WORKERS], world.environment) for world in (few, many)]
    with servers[0], servers[1]:
        pages = [
            Page("list", server, "/invoices", world.headers) for server, world in zip(servers, (few, many), strict=True)
        ]
        pages += [
            Page("invoice", server, f"/invoices/{world.invoice_id}", world.headers)
            for server, world in zip(servers, (few, many), strict=True)
        ]
        interleave(pages)
    table = Table(
        f"Among a million invoices, {database}",
        ["page", "1 000 invoices", "1 000 000 invoices", "ratio of CPU", "ratio of time"],
        note=f"Their XML lies in a table of its own. Aim: at most {AIM} times.",
    )
    for small, big in (pages[:2], pages[2:]):
        cpu, time = (big.median(what) / small.median(what) for what in ("cpu_ms", "median_ms"))
        table.add(
            small.name,
            f"{small.median('cpu_ms'):.2f} ms",
            f"{big.median('cpu_ms'):.2f} ms",
            f"{cpu:.2f}",
            f"{time:.2f}",
        )
    return table


def _fill(world: World, count: int) -> None:
    """Other people's invoices, written past the import: how fast that is, is measured elsewhere."""
    engine = create_engine(world.url)
    with engine.begin() as connection:
        own = select(InvoiceXml.content).where(InvoiceXml.invoice_id == world.invoice_id)
        xml = connection.execute(own).scalar_one()
        first = connection.execute(select(func.max(Invoice.id))).scalar_one() + 1
        connection.execute(insert(Customer), [_customer(number) for number in range(count // EACH)])
        owners = connection.execute(select(Customer.id).where(Customer.customer_no.like("X%"))).scalars().all()
    rows = (_invoice(first + place, owners[place // EACH], place % EACH) for place in range(len(owners) * EACH))
    while batch := list(islice(rows, _BATCH)):
        with engine.begin() as connection:
            connection.execute(insert(Invoice), batch)
            connection.execute(insert(InvoiceXml), [{"invoice_id": row["id"], "content": xml} for row in batch])
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _customer(number: int) -> dict[str, Any]:
    return {"customer_no": f"X{number}", "kind": "consumer", "name": f"Osoba {number}"}


def _invoice(number: int, owner: int, month: int) -> dict[str, Any]:
    issued_on = date(2024, 12, 1) + timedelta(days=30 * month)
    return {
        "id": number,
        "sha256": number.to_bytes(32, "big"),
        "customer_id": owner,
        "number": f"FV/{number}",
        "kind": "VAT",
        "issued_on": issued_on,
        "currency": "PLN",
        "total": Money(11489),
        "to_pay": Money(11489),
        "left_to_pay": Money(0),
        "due_on": issued_on + timedelta(days=14),
        "seller_nip": "9999999999",
        "received_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
