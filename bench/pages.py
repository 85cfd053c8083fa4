"""Requests per second and CPU per request of the list and of one invoice, against a bare page in the same server."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass, field

from bench import reference
from bench.report import Table
from bench.servers import Run, Server
from bench.worlds import WORKERS, World, filled, postgresql

RUNS = 5
REQUESTS = 400
WARM_UP = 80
AIM = 3.0  # times the CPU of the bare page


@dataclass
class Page:
    """Something asked for again and again."""

    name: str
    server: Server
    path: str
    headers: dict[str, str]
    runs: list[Run] = field(default_factory=list)
    bytes: int = 0

    def median(self, what: str) -> float:
        values: list[float] = [getattr(run, what) for run in self.runs]
        return statistics.median(values)


def measure() -> list[Table]:
    tables = []
    with filled() as world:
        tables.append(_on("SQLite", world))
    with postgresql() as url, filled(url) as world:
        tables.append(_on("PostgreSQL", world))
    return tables


def _on(database: str, world: World) -> Table:
    reference.fill(world.url)
    bare = Server(["bench.reference", *WORKERS], {**os.environ, **world.environment, "BENCH_URL": world.url})
    portal = Server(["selfcare.commands", "serve", *WORKERS], world.environment)
    with bare, portal:
        plain = {name: value for name, value in world.headers.items() if name != "Accept-Encoding"}
        part = world.headers | {"HX-Request": "true", "HX-Request-Type": "partial"}
        pages = [
            Page("bare Flask page, 12 rows, 10 kB", bare, "/", world.headers),
            Page("invoice list", portal, "/invoices", world.headers),
            Page("invoice list, htmx swap", portal, "/invoices", part),
            Page("invoice list, uncompressed", portal, "/invoices", plain),
            Page("invoice", portal, f"/invoices/{world.invoice_id}", world.headers),
            Page("start", portal, "/", world.headers),
        ]
        interleave(pages)
        memory = portal.memory()
    return _table(database, world, pages, memory)


def interleave(pages: list[Page], *, runs: int = RUNS, requests: int = REQUESTS) -> None:
    """Each page once, then again: what disturbs the machine disturbs all alike."""
    for page in pages:
        status, body = page.server.get(page.path, page.headers)
        if status != 200:
            raise RuntimeError(f"{page.path}: {status}")
        page.bytes = len(body)
        page.server.load(page.path, page.headers, requests=WARM_UP)
    for _run in range(runs):
        for page in pages:
            page.runs.append(page.server.load(page.path, page.headers, requests=requests))


def _table(database: str, world: World, pages: list[Page], memory: int) -> Table:
    bare = pages[0].median("cpu_ms")
    table = Table(
        f"Pages on {database}",
        ["page", "requests/s", "CPU per request", "times the bare page", "kB sent"],
        note=(
            f"A signed-in customer with {world.invoices} invoices; one granian worker with 4 threads; medians of "
            f"{RUNS} interleaved runs of {REQUESTS} requests by 4 clients; CPU of the server only, from /proc. "
            f"Aim: at most {AIM:.0f} times the bare page. The portal's processes then held {memory / 1e6:.0f} MB."
        ),
    )
    for page in pages:
        cpu = page.median("cpu_ms")
        table.add(page.name, f"{page.median('per_second'):.0f}", f"{cpu:.2f} ms", f"{cpu / bare:.2f}", _kb(page.bytes))
    return table


def _kb(size: int) -> str:
    return f"{size / 1000:.1f}"
