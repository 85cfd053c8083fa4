"""A page of one line's usage among 20 million records, an account with a million, and the memory of a large import."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, create_engine, select, text

from bench.imports import run
from bench.pages import Page, interleave
from bench.report import Table
from bench.servers import Server
from bench.usage import MANY as IMPORTED
from bench.usage import make_lines, write
from bench.worlds import WORKERS, World, filled, postgresql
from selfcare.billing import months
from selfcare.lines.models import Line

FEW, MANY, ACCOUNT = 200_000, 20_000_000, 1_000_000
EACH = 1000  # records of a line
AIM = 1.3
_ANNAS = ("+48500100200", "+48500100201")  # the second one talks a million times

_LINES = """
    INSERT INTO line
        (msisdn, customer_id, main, kind, activated_on, status, contact_phone, iccid, sim_kind, puk)
    SELECT '+4852' || lpad(n::text, 7, '0'), b.id, false, 'voice', date '2024-01-01', 'active', '', '', 'sim', ''
    FROM customer b, generate_series(1, :count) n WHERE b.customer_no = '1002457'"""
_RECORDS = """
    INSERT INTO usage_record__2026_11
    SELECT p.id, timestamptz '2026-11-01 00:00+01' + n * :step * interval '1 second', p.id || '-' || n,
        (array['voice', 'voice', 'sms', 'data'])[n % 4 + 1], (array['out', 'in'])[n % 2 + 1], '+4860010' || n % 10000,
        'home', '', n % 3600, n % 4 / 3 * 1000000, 1, (n % 20 / 19) * 24, '23', (n % 20 / 19) * 30
    FROM usage_period p, generate_series(1, :count) n WHERE p.load_id = :mark"""
_TOTALS = """
    INSERT INTO usage_total
    SELECT period_id, (started_at AT TIME ZONE 'Europe/Warsaw')::date, kind, direction, zone, gross > 0,
        count(*), sum(seconds), sum(bytes), sum(units), sum(net), sum(gross)
    FROM usage_record WHERE period_id IN (SELECT id FROM usage_period WHERE load_id = :mark)
    GROUP BY 1, 2, 3, 4, 5, 6"""
_APART = (  # rows are put into a table without indexes, which are made afterwards
    "ALTER TABLE usage_record DETACH PARTITION usage_record__2026_11",
    """DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT conname FROM pg_constraint
            WHERE conrelid = 'usage_record__2026_11'::regclass AND contype IN ('p', 'u')
        LOOP EXECUTE format('ALTER TABLE usage_record__2026_11 DROP CONSTRAINT %I', name); END LOOP;
    END $$""",
    "ALTER TABLE usage_record__2026_11 SET UNLOGGED",
)
_TOGETHER = (
    """ALTER TABLE usage_record ATTACH PARTITION usage_record__2026_11
        FOR VALUES FROM ('2026-11-01 00:00+01') TO ('2026-12-01 00:00+01')""",
    "ANALYZE usage_period, usage_record",
)
_PERIODS = """
    INSERT INTO usage_period (line_id, invoice_number, first_on, last_on, load_id)
    SELECT id, '', date '2026-11-01', date '2026-11-24', :mark FROM line WHERE {which}"""


def measure() -> list[Table]:
    with postgresql() as one, postgresql() as other, filled(one) as few, filled(other) as many:
        line_ids = _fill(few, FEW), _fill(many, MANY)
        pages = _compare((few, many), line_ids)
        return [*pages, _memory("PostgreSQL", many)]


def _compare(worlds: tuple[World, World], line_ids: tuple[tuple[int, int], tuple[int, int]]) -> list[Table]:
    servers = [Server(["selfcare.commands", "serve", *WORKERS], world.environment) for world in worlds]
    with servers[0], servers[1]:
        pages = [
            Page(name, server, f"/billing/{ids[0]}{query}", world.headers)
            for name, query in (("first page", ""), ("only paid", "?paid_only=1"))
            for world, server, ids in zip(worlds, servers, line_ids, strict=True)
        ]
        interleave(pages, runs=5, requests=100)
        large = [
            Page(name, servers[1], f"/billing{path}", worlds[1].headers)
            for name, path in (
                ("lines", ""),
                ("the line", f"/{line_ids[1][1]}"),
                ("only paid", f"/{line_ids[1][1]}?paid_only=1"),
                ("messages", f"/{line_ids[1][1]}?kind=sms"),
                ("a part of a number", f"/{line_ids[1][1]}?q=100777"),
                ("a number that is not there", f"/{line_ids[1][1]}?q=123456789"),
            )
        ]
        interleave(large, runs=3, requests=20)
    return [_ratios(pages), _account(large)]


def _ratios(pages: list[Page]) -> Table:
    table = Table(
        "A line's usage among 20 million records, PostgreSQL",
        ["page", "200 000 records", "20 000 000 records", "ratio of CPU", "ratio of time"],
        note=f"{EACH} records a line, monthly partitions. Aim: at most {AIM} times.",
    )
    for small, big in zip(pages[::2], pages[1::2], strict=True):
        cpu, time = (big.median(what) / small.median(what) for what in ("cpu_ms", "median_ms"))
        times = (f"{page.median('median_ms'):.1f} ms" for page in (small, big))
        table.add(small.name, *times, f"{cpu:.2f}", f"{time:.2f}")
    return table


def _account(pages: list[Page]) -> Table:
    table = Table(
        "An account with a million records in one period, PostgreSQL",
        ["page", "time"],
        note="Medians with four clients at once. Aim: under one second each.",
    )
    for page in pages:
        table.add(page.name, f"{page.median('median_ms'):.0f} ms")
    return table


def _memory(database: str, world: World) -> Table:
    make_lines(world, 10_000)
    with tempfile.TemporaryDirectory(prefix="selfcare-usage-") as folder:
        done = run(world, write(Path(folder), IMPORTED, 10_000))
    table = Table(f"Five million rows of usage into {database}", ["rows/s", "time", "peak memory"])
    table.add(f"{done.rows / done.seconds:.0f}", f"{done.seconds:.0f} s", f"{done.peak_bytes / 1e6:.0f} MB")
    return table


def _fill(world: World, count: int) -> tuple[int, int]:
    """Other people's records and Anna's own; says the ids of her ordinary line and of the busy one."""
    engine = create_engine(world.url)
    with engine.begin() as connection:
        for setting in ("timezone = 'UTC'", "work_mem = '512MB'", "maintenance_work_mem = '1GB'"):
            connection.execute(text(f"SET LOCAL {setting}"))
        _forget_november(connection)
        months.make(connection, [date(2026, 11, 1)])
        connection.execute(text(_LINES), {"count": count // EACH})
        ids = [connection.scalars(select(Line.id).where(Line.msisdn == number)).one() for number in _ANNAS]
        _all(connection, _APART)
        _make(connection, f"id = {ids[0]} OR msisdn LIKE '+4852%'", mark=1_000_001, count=EACH)
        if count == MANY:
            _make(connection, f"id = {ids[1]}", mark=1_000_002, count=ACCOUNT)
        _all(connection, _TOGETHER)
        for mark in (1_000_001, 1_000_002):
            connection.execute(text(_TOTALS), {"mark": mark})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    return ids[0], ids[1]


def _all(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(text(statement))


def _make(connection: Connection, which: str, *, mark: int, count: int) -> None:
    connection.execute(text(_PERIODS.format(which=which)), {"mark": mark})
    connection.execute(text(_RECORDS), {"mark": mark, "count": count, "step": 2_000_000 // count})


def _forget_november(connection: Connection) -> None:
    """What the demo's people used in the running period makes room."""
    for table in ("usage_record", "usage_total"):
        connection.execute(
            text(f"DELETE FROM {table} WHERE period_id IN (SELECT id FROM usage_period WHERE invoice_number = '')")
        )
    connection.execute(text("DELETE FROM usage_period WHERE invoice_number = ''"))
