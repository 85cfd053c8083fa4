"""Loading one file of usage: all of it or nothing, millions of rows in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from selfcare.billing import months
from selfcare.clock import WARSAW
from selfcare.feeds.csv_files import with_rejects
from selfcare.feeds.records import Broken, Lines, header_of, record_from
from selfcare.feeds.reports import FileReport
from selfcare.feeds.usage_holders import Holders
from selfcare.feeds.usage_rows import RowReader, UsageRow, UsageRows
from selfcare.feeds.usage_staging import UsageStaging
from selfcare.feeds.work import Work
from selfcare.outbox.actions import put

ARRIVED = "billing.usage_arrived"  # the task that looks whether somebody must be told
_BATCH = 10_000  # rows
_MONTHS_BACK = 60  # older records lie in the rest

Row = tuple[int, UsageRow | str]  # what a line says, or what is wrong with it


def load_usage(work: Work, path: Path, kind: UsageRows) -> FileReport:
    """Read, compare, show. Whatever ends the process before the last commit, nothing of the file is there."""
    try:
        with path.open("rb") as stream, work.connection.begin():
            usage, read = _staged(work, path, stream, kind)
    except (Broken, OSError) as error:
        reason = f"It cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
        return FileReport(file=str(path), kind=kind.label, reason=reason)
    with work.connection.begin():
        usage.compare()
    if not work.is_dry:
        _show(work, usage, path)
    report = FileReport(
        file=str(path),
        kind=kind.label,
        read=read,
        new=usage.new,
        changed=usage.changed,
        unchanged=read - usage.rejected - usage.new - usage.changed,
        rejected=usage.rejected,
    )
    return with_rejects(work, report, usage.rejects)


def _staged(work: Work, path: Path, stream: BinaryIO, kind: UsageRows) -> tuple[UsageStaging, int]:
    lines = Lines(stream)
    header = header_of(lines)
    kind.check_header(header)
    usage, holders = UsageStaging(work.connection), Holders(work.connection)
    size, read = path.stat().st_size, 0
    for batch in _batches(lines, RowReader(kind, header), len(header)):
        rows = [(line, row) for line, row in batch if isinstance(row, UsageRow)]
        homes = holders.homes_of([row for _line, row in rows])
        placed = list(zip(rows, homes, strict=True))
        usage.fill([(str(line), *home, *row[2:]) for (line, row), home in placed if not isinstance(home, str)])
        usage.put_aside((line, row) for line, row in batch if isinstance(row, str))
        usage.put_aside((line, home) for (line, _row), home in placed if isinstance(home, str))
        read += len(batch)
        work.progress(path, lines.position, size)
    return usage, read


def _batches(lines: Lines, reader: RowReader, columns: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    while line := lines.take():
        if row := reader.fast(line.text):
            batch.append((line.number, row))
        elif line.text.strip():
            batch.append((line.number, reader.slow(record_from(line, lines, columns))))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _show(work: Work, usage: UsageStaging, path: Path) -> None:
    if usage.days:
        today = work.now.astimezone(WARSAW).date()
        first = max(usage.days.first, months.months_later(today, -_MONTHS_BACK))
        last = min(usage.days.last, months.months_later(today, months.AHEAD))
        with work.connection.begin():
            months.make(work.connection, months.between(first, last))
    with work.writing(), Session(work.connection) as session:
        load_id = usage.show(work.now, path.name)
        put(session, ARRIVED, {"load_id": load_id}, now=work.now)
        session.flush()
