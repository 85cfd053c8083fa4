"""Only one import at a time, whoever starts it; and what becomes of one that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from selfcare import database
from selfcare.customers.models import Customer
from selfcare.feeds import one_at_a_time
from selfcare.feeds.importing import Busy
from selfcare.feeds.models import FeedRun
from selfcare.feeds.queries import newest_feed
from selfcare.feeds.reports import FileReport
from tests.conftest import SECRET_KEY
from tests.feeds.feed import Feed, counts

IMPORT = """
import os, sys
from pathlib import Path
from selfcare import create_app
from selfcare.config import Settings
from selfcare.feeds import importing

url, data, path = sys.argv[1:]
app = create_app(Settings(data=Path(data), secret_key=os.environ["KEY"], database_url=url))
with app.app_context():
    importing.import_paths([Path(path)], progress=lambda path, done, everything: print(done, flush=True))
"""

IN_A_LONG_STATEMENT = IMPORT.replace("import os, sys", "import os, sys\nfrom sqlalchemy import text").replace(
    "importing.import_paths([Path(path)], progress=lambda path, done, everything: print(done, flush=True))",
    """with importing._connection_of_its_own() as connection, importing.alone(connection), connection.begin():
        print("mine", flush=True)
        connection.execute(text("SELECT pg_sleep(60)"))""",
)


def test_a_second_import_is_refused_while_one_runs(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_at_a_time, "_PATIENCE", 1)

    with running(feed, feed.folder / "customers.csv"):
        with pytest.raises(Busy):
            feed.load()
        with pytest.raises(Busy):
            feed.load(dry_run=True)


def test_nothing_of_a_killed_import_is_there_and_the_next_one_completes_it(feed: Feed) -> None:
    path = feed.folder / "customers.csv"
    with running(feed, path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    assert feed.all(select(Customer)) == []
    report = feed.load_one(path)

    assert counts(report) == (20_000, 0, 0, 0)
    assert [run.state for run in feed.all(select(FeedRun).order_by(FeedRun.id))] == ["killed", "loaded"]


def test_people_go_on_while_rows_are_read(feed: Feed) -> None:
    """On SQLite a write lock would be one for everybody."""
    with running(feed, feed.folder / "customers.csv"):
        assert write_as_a_request_does() < 1


def test_somebody_who_writes_all_the_time_never_waits_long(feed: Feed) -> None:
    path = feed.write("customers", *({"customer_no": str(number)} for number in range(20_000)))

    with ThreadPoolExecutor() as threads:
        loading = threads.submit(_load, feed, path)
        waits = [write_as_a_request_does()]
        while not loading.done():
            waits.append(write_as_a_request_does())
            time.sleep(0.01)

    assert counts(loading.result()) == (20_000, 0, 0, 0)
    assert len(waits) > 10
    assert max(waits) < 2


def test_imports_are_remembered(feed: Feed) -> None:
    feed.write("customers", {"kind": "fax"}, {"customer_no": "2"})
    feed.load()

    run = feed.one(newest_feed())

    assert (run.files, run.new, run.changed, run.rejected, run.state) == (1, 1, 0, 1, "partly")
    assert run.finished_at is not None
    assert run.finished_at >= run.started_at


def test_an_import_that_brought_nothing_is_no_news(feed: Feed) -> None:
    feed.write("customers", {})
    feed.load()
    feed.put("customers.csv", b"broken")
    feed.load()

    assert [run.state for run in feed.all(select(FeedRun).order_by(FeedRun.id))] == ["loaded", "refused"]
    assert feed.one(newest_feed()).state == "loaded"


def test_an_import_killed_in_a_long_statement_keeps_nobody_waiting(feed: Feed) -> None:
    settings = feed.portal.extensions["settings"]
    if "postgresql" not in settings.url_of_database:
        pytest.skip("a statement on SQLite ends with its process")
    process = subprocess.Popen(
        [sys.executable, "-c", IN_A_LONG_STATEMENT, settings.url_of_database, str(settings.data), ""],
        env={**os.environ, "KEY": SECRET_KEY},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as told:
        assert told.readline() == "mine\n"
        time.sleep(0.5)
        process.kill()
        process.wait()

    feed.write("customers", {"customer_no": "1"})
    assert counts(feed.load_one(feed.folder / "customers.csv")) == (1, 0, 0, 0)


def _load(feed: Feed, path: Path) -> FileReport:
    with feed.portal.app_context():
        return feed.load_one(path)


def write_as_a_request_does() -> float:
    """Say how many seconds it took."""
    began = time.monotonic()
    with database.db.engine.connect() as connection:
        connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        connection.execute(text("UPDATE session SET ended_at = NULL"))
        connection.commit()
    return time.monotonic() - began


@contextmanager
def running(
    feed: Feed, path: Path, kind: str = "customers", key: str = "customer_no"
) -> Iterator[subprocess.Popen[str]]:
    """An import in a process of its own, somewhere in the middle of its file, standing still."""
    feed.write(kind, *({key: str(number)} for number in range(20_000)), name=path.name)
    settings = feed.portal.extensions["settings"]
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, settings.url_of_database, str(settings.data), str(path)],
        env={**os.environ, "KEY": SECRET_KEY},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as told:
        next(line for line in told if int(line) > path.stat().st_size // 3)
        os.kill(process.pid, signal.SIGSTOP)
        yield process
    process.kill()
    process.wait()
