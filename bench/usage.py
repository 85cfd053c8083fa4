"""Loading usage, against the database's own fastest way to take in the same rows in the same run."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text

from bench.imports import run
from bench.report import Table
from bench.worlds import World, filled, postgresql
from selfcare.customers.models import Customer
from selfcare.demo.usage import USAGE
from selfcare.lines.models import Line

ROWS, LINES = 500_000, 1_000
MANY = 5_000_000  # for memory, in `make bench-large`
AIM = 0.3
_BATCH = 10_000
_COLUMNS = (
    *("period_id", "started_at", "record_id", "kind", "direction", "peer", "zone", "country", "seconds", "bytes"),
    *("units", "net", "vat_rate", "gross"),
)
_SHAPE = """CREATE TABLE {name} (
    period_id BIGINT NOT NULL, started_at TIMESTAMP NOT NULL, record_id VARCHAR(64) NOT NULL, kind VARCHAR(8) NOT NULL,
    direction VARCHAR(4) NOT NULL, peer VARCHAR(64) NOT NULL, zone VARCHAR(8) NOT NULL, country VARCHAR(64) NOT NULL,
    seconds BIGINT NOT NULL, bytes BIGINT NOT NULL, units BIGINT NOT NULL, net BIGINT NOT NULL,
    vat_rate VARCHAR(5) NOT NULL, gross BIGINT NOT NULL{keys})"""
_KEYS = ", PRIMARY KEY (period_id, started_at, record_id), UNIQUE (record_id, started_at)"

Written = tuple[Path, int]


def measure() -> list[Table]:
    with filled() as world:
        sqlite = _on("SQLite", world)
    with postgresql() as url, filled(url) as world:
        return [sqlite, _on("PostgreSQL", world)]


def _on(database: str, world: World) -> Table:
    table = Table(
        f"Usage into {database}",
        ["rows", "rows/s", "times the raw insert", "… without keys", "peak memory", "longest wait of another writer"],
        note=(
            f"`selfcare import` of {ROWS} calls, messages and sessions of {LINES} lines. The raw insert puts the same "
            "rows, parsed beforehand, into an empty table "
            + ("by COPY" if database == "PostgreSQL" else "by executemany")
            + f": once with the same two keys, once with none. Aim: at least {AIM} times the raw insert, under 200 MB."
        ),
    )
    make_lines(world, LINES)
    with tempfile.TemporaryDirectory(prefix="selfcare-usage-") as folder:
        file = write(Path(folder), ROWS, LINES)
        with_keys, without = raw(world, file, keys=_KEYS), raw(world, file, keys="")
        for name, number in (("new", ""), ("the same again", ""), ("moved to their invoices", "FV/1")):
            done = run(world, write(Path(folder), ROWS, LINES, invoice_number=number))
            speed = done.rows / done.seconds
            table.add(
                name,
                f"{speed:,.0f}".replace(",", " "),
                f"{speed / with_keys:.2f}",
                f"{speed / without:.2f}",
                f"{done.peak_bytes / 1e6:.0f} MB",
                f"{max(done.waits, default=0):.2f} s",
            )
    return table


def make_lines(world: World, count: int) -> None:
    """Numbers from +48510000000 on, all of one customer who has nothing else."""
    engine = create_engine(world.url)
    facts = {"kind": "voice", "activated_on": date(2024, 1, 1), "status": "active"}
    with engine.begin() as connection:
        holder = {"customer_no": "U1", "kind": "business", "name": "Wiele Numerów"}
        customer_id = connection.execute(insert(Customer).values(holder).returning(Customer.id)).scalar_one()
        lines = [facts | {"msisdn": f"+4851{number:07}", "customer_id": customer_id} for number in range(count)]
        connection.execute(insert(Line), lines)
    engine.dispose()


def write(folder: Path, rows: int, lines: int, *, invoice_number: str = "") -> Written:
    """Twenty-four days of November, in the order in which things happened."""
    began = datetime(2026, 10, 31, 23, tzinfo=UTC)
    with (folder / "usage.csv").open("w", encoding="utf-8") as out:
        out.write(USAGE + "\n")
        for number in range(rows):
            at = (began + timedelta(seconds=number * 2_073_600 // rows)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
            head = f"CDR-{number:011},+4851{number * 7919 % lines:07},{at}"
            out.write(f"{head},{_what(number)},{invoice_number}\n")
    return folder, rows


def raw(world: World, written: Written, *, keys: str) -> float:
    """Rows a second of the database's own fastest way. The rows are parsed before the clock starts."""
    engine = create_engine(world.url)
    name = "raw_with_keys" if keys else "raw"
    with engine.begin() as connection:
        connection.execute(text(_SHAPE.format(name=name, keys=keys)))
    rows = list(_parsed(written[0] / "usage.csv"))
    began = time.perf_counter()
    with engine.begin() as connection:
        _insert(connection, name, rows)
    seconds = time.perf_counter() - began
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {name}"))
    engine.dispose()
    return len(rows) / seconds


def _insert(connection: Connection, name: str, rows: list[tuple[str, ...]]) -> None:
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor().copy(f"COPY {name} ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            rest = iter(rows)
            while batch := list(islice(rest, _BATCH)):
                copy.write("".join(["\t".join(row) + "\n" for row in batch]))
    else:
        driver.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(_COLUMNS))})", rows)


def _parsed(path: Path) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for record_id, msisdn, at, *what, net, vat_rate, gross, _number in reader:
            moment = f"{at[:10]} {at[11:19]}.000000"
            yield (msisdn[1:], moment, record_id, *what, net.replace(".", ""), vat_rate, gross.replace(".", ""))


def _what(number: int) -> str:
    """Half are calls, the rest messages and sessions; one in twenty costs something."""
    cost = "0.24,23,0.30" if number % 20 == 0 else "0.00,23,0.00"
    match number % 10:
        case 0 | 1 | 2 | 3 | 4:
            return f"voice,out,+48600{number % 1_000_000:06},home,,{number % 3600},0,{number % 60},{cost}"
        case 5 | 6:
            return f"sms,in,+48601{number % 1_000_000:06},home,,0,0,1,{cost}"
        case _:
            return f"data,out,internet,eu,DE,{number % 7200},{number * 1000 % 100_000_000},1,{cost}"
