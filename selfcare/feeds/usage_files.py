"""Loading one file of usage: all of it or nothing, millions of rows in little memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy.orm import Session

from selfcare.billing import months
from selfcare.clock import WARSAW
from selfcare.feeds import usage_pieces
from selfcare.feeds.csv_files import with_rejects
from selfcare.feeds.records import Broken, Lines, header_of, record_from
from selfcare.feeds.reports import FileReport
from selfcare.feeds.usage_holders import Holders
from selfcare.feeds.usage_rows import AT_LINE, STARTED_AT, Row, RowReader, UsageRows
from selfcare.feeds.usage_staging import UsageStaging
from selfcare.feeds.work import Work
from selfcare.outbox.actions import put

ARRIVED = "billing.usage_arrived"  # the task that looks whether somebody must be told
_BATCH = 10_000  # rows
_CLOSELY = 400  # lines: about a block
_MONTHS_BACK = 60  # older records lie in the rest


class Wrong(NamedTuple):
    """A row that cannot be staged, and why."""

    line: int
    reason: str


def load_usage(work: Work, path: Path, kind: UsageRows) -> FileReport:
    """Read, compare, show. Whatever ends the process before the last commit, nothing of the file is there."""
    usage_pieces.sweep(work)
    try:
        with path.open("rb") as stream, work.connection.begin(), _no_garbage():
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
    for rows, wrong in _batches(lines, RowReader(kind, header), len(header)):
        homes = holders.homes_of(rows)
        pairs = list(zip(rows, homes, strict=True))
        usage.fill([(row[0], *home, *row[STARTED_AT:]) for row, home in pairs if not isinstance(home, str)])
        nowhere = [Wrong(int(row[AT_LINE]), home) for row, home in pairs if isinstance(home, str)]
        usage.put_aside([*wrong, *nowhere])
        read += len(rows) + len(wrong)
        work.progress(path, lines.position, size)
    return usage, read


def _batches(lines: Lines, reader: RowReader, columns: int) -> Iterator[tuple[list[Row], list[Wrong]]]:
    """Some thousands of good rows at once, and those that were wrong among them."""
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for row in _rows(lines, reader, columns):
        if isinstance(row, Wrong):
            wrong.append(row)
        else:
            rows += row
        if len(rows) + len(wrong) >= _BATCH:
            yield rows, wrong
            rows, wrong = [], []
    yield rows, wrong


def _rows(lines: Lines, reader: RowReader, columns: int) -> Iterator[list[Row] | Wrong]:
    """A block of lines at a time; where one of them is not written as usual, the next few line by line."""
    while True:
        if (block := lines.block()) and (rows := reader.many(block.text, block.number)):
            lines.skip(block)
            yield rows
            continue
        for line in lines.some(_CLOSELY):
            if rows := reader.many(line.text, line.number):
                yield rows
            elif line.text.strip():
                found = reader.one(record_from(line, lines, columns))
                yield Wrong(line.number, found) if isinstance(found, str) else [found]
        if lines.are_read:
            return


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Rows come and go in tens of thousands and never in circles: to look for those takes a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _show(work: Work, usage: UsageStaging, path: Path) -> None:
    if usage.days:
        today = work.now.astimezone(WARSAW).date()
        first = max(usage.days.first, months.months_later(today, -_MONTHS_BACK))
        last = min(usage.days.last, months.months_later(today, months.AHEAD))
        with work.connection.begin():
            months.make(work.connection, months.between(first, last))
    if usage.is_long:
        usage_pieces.write(work)
    with work.writing(), Session(work.connection) as session:
        load_id = usage.show(work.now, path.name)
        if usage.new or usage.changed:
            put(session, ARRIVED, {"load_id": load_id}, now=work.now)
        session.flush()
