"""The tariff advisor for a line with a hundred thousand records in its twelve months."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from bench.report import Table
from bench.worlds import World, filled, postgresql
from selfcare import clock, create_app, database
from selfcare.billing.months import month_of, months_later, starts_at
from selfcare.demo.usage import USAGE
from selfcare.feeds.importing import import_paths
from selfcare.lines.models import Line
from selfcare.web import logs

RECORDS = 100_000
RUNS = 15
AIM = 1.0  # seconds
_MSISDN = "+48500100201"  # Anna's second line


def measure() -> list[Table]:
    table = Table(
        "The tariff advisor",
        ["database", "records of 12 months", "of them paid", "median", "slowest"],
        note=(
            f"The whole page: every tariff on sale, and one beside today's line by line; {RUNS} times, in this "
            f"process. Aim: under {AIM:.0f} s."
        ),
    )
    with filled() as world:
        _on("SQLite", world, table)
    with postgresql() as url, filled(url) as world:
        _on("PostgreSQL", world, table)
    return [table]


def _on(name: str, world: World, table: Table) -> None:
    logs.set_up("WARNING")
    app = create_app(world.settings)
    with app.app_context(), tempfile.TemporaryDirectory(prefix="selfcare-advice-") as folder:
        paid = 0
        for part, one_in in enumerate((20, 1)):
            file = Path(folder) / f"usage-{part}.csv"
            _write(file, part, one_in)
            import_paths([file])
            paid += RECORDS // one_in
            line_id = database.session().scalars(select(Line.id).where(Line.msisdn == _MSISDN)).one()
            database.session().close()
            times = _times(app.test_client(use_cookies=False), world, f"/tariffs/advisor?line={line_id}&tariff=L30")
            slowest = f"{max(times):.2f} s"
            table.add(name, f"{(part + 1) * RECORDS}", f"{paid}", f"{statistics.median(times):.2f} s", slowest)
        database.db.engine.dispose()


def _times(client: FlaskClient, world: World, path: str) -> list[float]:
    """Seconds of each; the first one, which fills caches, is left out."""
    found = []
    for _run in range(RUNS + 1):
        began = time.perf_counter()
        answer = client.get(path, base_url="https://localhost", headers=world.headers)
        found.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    return found[1:]


def _write(file: Path, part: int, one_in: int) -> None:
    """The twelve months before this one, evenly; calls abroad among them, of which `one_in` costs something."""
    end = starts_at(month_of(clock.today()))
    step = (end - starts_at(months_later(clock.today(), -12))) / RECORDS
    with file.open("w", encoding="utf-8") as out:
        out.write(USAGE + "\n")
        for number in range(RECORDS):
            at = end - step * (number + 1) + timedelta(seconds=part)
            cost = "0.24,23,0.30" if number % one_in == 0 else "0.00,23,0.00"
            what = "voice,out,+12025550143,home,US" if number % 2 else "data,out,internet,world,CH"
            size = f"{number % 3600},{number % 2 or 5_000_000},{number % 60}"
            out.write(f"A{part}-{number},{_MSISDN},{at.isoformat()},{what},{size},{cost},B/{at:%Y-%m}\n")
