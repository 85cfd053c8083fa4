"""Loading a big operator's files: rows per second, memory, and how long others wait meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, insert

from bench.report import Table
from bench.worlds import World, filled, postgresql
from selfcare import clock
from selfcare.auth.models import SessionRow
from selfcare.demo.world import CUSTOMERS, LINES

CUSTOMERS_COUNT, LINES_EACH, INVOICES_COUNT = 100_000, 2, 10_000
_SMALL = 10  # times fewer: memory must hardly differ
_PAUSE = 0.05  # seconds between two attempts of the other writer


@dataclass
class Import:
    """One `selfcare import` and what it did to the machine."""

    rows: int
    seconds: float
    peak_bytes: int
    waits: list[float] = field(default_factory=list)  # seconds, of somebody who signs in meanwhile


def measure() -> list[Table]:
    with filled() as world:
        sqlite = _on("SQLite", world)
    with postgresql() as url, filled(url) as world:
        return [sqlite, _on("PostgreSQL", world)]


def _on(database: str, world: World) -> Table:
    table = Table(
        f"Import into {database}",
        ["files", "rows/s", "time", "peak memory", "… of a tenth of it", "longest wait of another writer"],
        note=(
            "`selfcare import` as a process of its own. The other writer adds a session row, as a sign-in does, "
            f"every {_PAUSE * 1000:.0f} ms. Promise: no wait over 2 s, memory flat."
        ),
    )
    for name, make, count in (
        ("100 000 customers, 200 000 lines", _people, CUSTOMERS_COUNT),
        ("the same again, nothing new", _people, CUSTOMERS_COUNT),
        ("10 000 invoices", _invoices, INVOICES_COUNT),
    ):
        with tempfile.TemporaryDirectory(prefix="selfcare-feed-") as folder:
            small = run(world, make(Path(folder) / "small", world, count // _SMALL, 5_000_000))
            big = run(world, make(Path(folder) / "big", world, count, 6_000_000))
        table.add(
            name,
            f"{big.rows / big.seconds:,.0f}".replace(",", " "),
            f"{big.seconds:.1f} s",
            f"{big.peak_bytes / 1e6:.0f} MB",
            f"{small.peak_bytes / 1e6:.0f} MB",
            f"{max(big.waits, default=0):.2f} s",
        )
    return table


def _people(folder: Path, _world: World, count: int, first: int) -> tuple[Path, int]:
    """Customers with two numbers each, none of which is anybody's."""
    folder.mkdir()
    with (folder / "customers.csv").open("w", encoding="utf-8") as customers:
        customers.write(CUSTOMERS + "\n")
        for number in range(first, first + count):
            customers.write(
                f"{number},consumer,Osoba {number},,ul. Polna {number % 99 + 1},00-950,Warszawa,"
                f"k{number}@example.org,,pl,1,,0\n"
            )
    with (folder / "lines.csv").open("w", encoding="utf-8") as lines:
        lines.write(LINES + "\n")
        for place in range(count * LINES_EACH):
            number, which = first + place // LINES_EACH, place % LINES_EACH
            msisdn = f"+48{(first // 1_000_000 - 4) * 100_000_000 + 510_000_000 + place}"
            lines.write(f"{msisdn},{number},{1 - which},voice,,2025-01-01,active,,,sim,,,,\n")
    return folder, count * (1 + LINES_EACH)


def _invoices(folder: Path, world: World, count: int, first: int) -> tuple[Path, int]:
    """Copies of one of Anna's invoices under other numbers."""
    (folder / "invoices").mkdir(parents=True)
    newest = max((world.data / "feed" / "invoices").glob("FV-*.xml"))
    pattern = newest.read_text(encoding="utf-8")
    for number in range(first, first + count):
        xml = re.sub(r"<P_2>[^<]*</P_2>", f"<P_2>FV/{number}</P_2>", pattern)
        (folder / "invoices" / f"{number}.xml").write_text(xml, encoding="utf-8")
    return folder, count


def run(world: World, feed: tuple[Path, int]) -> Import:
    """`selfcare import` of that folder, in a process of its own, while somebody else signs in."""
    folder, rows = feed
    with _another_writer(world) as waits:
        began = time.perf_counter()
        command = [sys.executable, "-m", "selfcare.commands", "import", str(folder), "--json"]
        process = subprocess.Popen(command, env=world.environment, stdout=subprocess.PIPE)
        assert process.stdout is not None
        with _watched(process.pid) as peaks:
            said = process.stdout.read()
        process.wait()
        seconds = time.perf_counter() - began
    if process.returncode != 0:
        raise RuntimeError(f"the import ended with {process.returncode}: {said.decode()[:500]}")
    return Import(rows, seconds, max(peaks), waits)


@contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """What /proc says of its largest memory, in bytes. What wait4 says begins with the memory of whoever started it."""
    peaks, ended = [0], threading.Event()
    status = Path("/proc", str(pid), "status")

    def look_again_and_again() -> None:
        while not ended.wait(_PAUSE):
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
            peaks.append(int(found[1]) * 1024 if found else 0)

    thread = threading.Thread(target=look_again_and_again)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


@contextmanager
def _another_writer(world: World) -> Iterator[list[float]]:
    """Somebody who signs in again and again; yields how many seconds each time took."""
    engine = create_engine(world.url, **({"connect_args": {"timeout": 60}} if "sqlite" in world.url else {}))
    waits: list[float] = []
    ended = threading.Event()

    def sign_in_again_and_again() -> None:
        while not ended.wait(_PAUSE):
            began = time.perf_counter()
            with engine.begin() as connection:
                connection.execute(insert(SessionRow).values(**_session_row()))
            waits.append(time.perf_counter() - began)

    thread = threading.Thread(target=sign_in_again_and_again)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join()
        engine.dispose()


def _session_row() -> dict[str, object]:
    now = clock.now()
    return {
        "token_hash": os.urandom(32),
        "stage": "code",
        "login_key": b"",
        "created_at": now,
        "seen_at": now,
        "expires_at": now,
    }
