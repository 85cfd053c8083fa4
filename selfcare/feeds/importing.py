"""Loading files of the operator's billing system: the way in for commands and for the demo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.balance.incoming import settle_waiting
from selfcare.config import Settings
from selfcare.database import db
from selfcare.feeds import dry_run as trying
from selfcare.feeds import runs
from selfcare.feeds.csv_files import load_csv
from selfcare.feeds.files import Csv, find
from selfcare.feeds.invoice_files import load_invoices
from selfcare.feeds.invoice_rows import expect
from selfcare.feeds.one_at_a_time import Busy, alone
from selfcare.feeds.reports import FileReport
from selfcare.feeds.statement_files import load_statement
from selfcare.feeds.usage_files import load_usage
from selfcare.feeds.usage_rows import UsageRows
from selfcare.feeds.work import Progress, Work

__all__ = ["Busy", "import_paths"]

_PATIENCE = 30  # seconds: an import has more of it than somebody who signs in
_IN_MEMORY = ("work_mem = '64MB'", "default_statistics_target = 10")  # sorting; our tables are even all over
_CACHE = 16 * 1024  # kB: so that indexes are not read again and again; sorting takes as much once more


def import_paths(paths: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None) -> list[FileReport]:
    """Load what is there, file by file; say what became of each. Commits by itself. Raises Busy.

    `progress` is told of a file (or folder), how much of it is done, and how much there is.
    """
    settings = cast("Settings", current_app.extensions["settings"])
    feed = find(paths)
    reports = feed.left_out()
    with _connection_of_its_own() as connection, alone(connection):
        work = Work(
            connection=connection,
            now=clock.now(),
            is_dry=dry_run,
            rejects_folder=settings.data,
            progress=progress or (lambda _path, _done, _all: None),
        )
        run_id = _prepare(work, feed.invoices)
        for step in feed.steps():
            reports += _load(work, step)
        if not dry_run:
            runs.finish(work, run_id, reports, clock.now())
    return reports


def _load(work: Work, step: Csv | list[Path] | Path) -> list[FileReport]:
    if isinstance(step, list):
        return load_invoices(work, step)
    if isinstance(step, Csv) and isinstance(step.kind, UsageRows):
        return [load_usage(work, step.path, step.kind)]
    report = load_csv(work, step.path, step.kind) if isinstance(step, Csv) else load_statement(work, step)
    _settle(work)
    return [report]


def _settle(work: Work) -> None:
    """Lay what came against what is owed, some customers at a time; what a kill leaves over, the worker does."""
    is_more = not work.is_dry
    while is_more:
        with work.writing(), Session(work.connection) as session:
            is_more = settle_waiting(session, now=work.now)
            session.flush()


def _prepare(work: Work, invoices: Sequence[Path]) -> int:
    with work.connection.begin():
        if work.is_dry:
            trying.cover(work.connection)
        expect(work.connection, {path.name for path in invoices})
    return 0 if work.is_dry else runs.begin(work)


@contextmanager
def _connection_of_its_own() -> Iterator[Connection]:
    """Nobody gets it afterwards: its temporary tables and its settings go with it."""
    with db.engine.connect() as connection:
        connection.detach()
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
            driver.execute(f"PRAGMA cache_size = -{_CACHE}")
        else:
            with connection.begin():
                for setting in (f"lock_timeout = '{_PATIENCE}s'", f"temp_buffers = '{_CACHE}kB'", *_IN_MEMORY):
                    connection.execute(text(f"SET {setting}"))
            with suppress(DBAPIError), connection.begin():  # not on every system: look whether we still live
                connection.execute(text("SET client_connection_check_interval = '1s'"))
        yield connection
