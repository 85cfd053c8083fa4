"""An account with a million records in one period on SQLite: taken in, looked at, added up and taken out."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import time
from collections.abc import Iterable
from decimal import Decimal
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench.imports import run
from bench.pages import Page, interleave
from bench.report import Table
from bench.servers import HOST, Server
from bench.usage import make_lines, write
from bench.worlds import WORKERS, World, filled, sign_in
from selfcare import create_app, database
from selfcare.customers.models import Customer
from selfcare.lines.models import Line

RECORDS = 1_000_000
_PATIENCE = 300  # seconds


def measure() -> list[Table]:
    with filled() as world, tempfile.TemporaryDirectory(prefix="selfcare-usage-") as folder:
        make_lines(world, 1)
        done = run(world, write(Path(folder), RECORDS, 1))
        headers, line_id = _sign_in(world)
        with Path(folder, "usage.csv").open(encoding="utf-8", newline="") as feed:
            expected = _added_up(feed, "gross")
        with Server(["selfcare.commands", "serve", *WORKERS], world.environment) as server:
            pages = _pages(server, headers, line_id)
            files, sums = _files(server, headers, line_id)
            sums.append(("page", _said(server, headers, line_id)))
    took = Table(
        "A file with a million new records into SQLite",
        ["rows/s", "time", "peak memory", "longest wait of another writer"],
        note="Written in pieces. Promise: no wait over 2 s.",
    )
    waits = f"{max(done.waits, default=0):.2f} s"
    took.add(f"{done.rows / done.seconds:.0f}", f"{done.seconds:.0f} s", f"{done.peak_bytes / 1e6:.0f} MB", waits)
    return [took, pages, files, _sums(expected, sums)]


def _sign_in(world: World) -> tuple[dict[str, str], int]:
    with create_app(world.settings).app_context():
        database.begin_writing()
        session = database.session()
        customer = session.scalars(select(Customer).where(Customer.customer_no == "U1")).one()
        world.cookie = sign_in(customer)
        session.commit()
        session.close()
        database.db.engine.dispose()
    engine = create_engine(world.url)
    with Session(engine) as session:
        line_id = session.scalars(select(Line.id).where(Line.customer_id == customer.id)).one()
    engine.dispose()
    return world.headers, line_id


def _pages(server: Server, headers: dict[str, str], line_id: int) -> Table:
    wanted = [
        Page(name, server, f"/billing{path}", headers)
        for name, path in (
            ("lines", ""),
            ("the line", f"/{line_id}"),
            ("only paid", f"/{line_id}?paid_only=1"),
            ("messages", f"/{line_id}?kind=sms"),
            ("a part of a number", f"/{line_id}?q=601"),
            ("a number that is not there", f"/{line_id}?q=123456789"),
        )
    ]
    interleave(wanted, runs=3, requests=20)
    table = Table(
        "An account with a million records in one period, SQLite",
        ["page", "time", "CPU"],
        note="Medians with four clients at once. Aim: under one second each.",
    )
    for page in wanted:
        table.add(page.name, f"{page.median('median_ms'):.0f} ms", f"{page.median('cpu_ms'):.0f} ms")
    return table


def _files(server: Server, headers: dict[str, str], line_id: int) -> tuple[Table, list[tuple[str, Decimal]]]:
    table = Table(
        "A million records as files",
        ["file", "first byte", "whole", "CPU", "MB", "more memory of the server"],
        note="A part of the PDF has 2000 records; the others have all.",
    )
    plain = {name: value for name, value in headers.items() if name != "Accept-Encoding"}
    sums = []
    for name, path in (("CSV", "export.csv"), ("XLSX", "export.xlsx"), ("PDF", "export.pdf?paid_only=1&part=2")):
        before, used, began = server.memory(), server.cpu_seconds(), time.perf_counter()
        answer = _ask(server, f"/billing/{line_id}/{path}", plain)
        content, size = answer.read(1), 1
        first, most = time.perf_counter() - began, server.memory()
        while chunk := answer.read(1_000_000):
            size += len(chunk)
            content += chunk if name == "CSV" else b""
            most = max(most, server.memory())
        seconds, cpu = time.perf_counter() - began, server.cpu_seconds() - used
        table.add(name, f"{first:.2f} s", f"{seconds:.0f} s", f"{cpu:.0f} s", f"{size / 1e6:.0f}", _mb(most - before))
        if name == "CSV":
            sums.append(("CSV", _added_up(io.StringIO(content.decode(), newline=""), "Brutto")))
    return table, sums


def _ask(server: Server, path: str, headers: dict[str, str]) -> HTTPResponse:
    connection = HTTPConnection(HOST, server.port, timeout=_PATIENCE)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer


def _added_up(lines: Iterable[str], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in csv.DictReader(lines)), Decimal())


def _said(server: Server, headers: dict[str, str], line_id: int) -> Decimal:
    """What the page says was used outside the subscription."""
    plain = {name: value for name, value in headers.items() if name != "Accept-Encoding"}
    text = _ask(server, f"/billing/{line_id}", plain).read().decode()
    found = re.search(r'sum-total"><dt>[^<]*</dt><dd>([\d\s,]+)', text)
    if found is None:
        raise RuntimeError("the page says no sum")
    return Decimal("".join(found[1].split()).replace(",", "."))


def _sums(expected: Decimal, sums: list[tuple[str, Decimal]]) -> Table:
    table = Table(
        "Sums of a million records", ["where", "zł", "difference"], note="Added up anew from the feed's file."
    )
    table.add("feed", f"{expected}", "")
    for where, amount in sums:
        table.add(where, f"{amount}", f"{amount - expected}")
    return table


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
