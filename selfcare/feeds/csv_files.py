"""Loading one CSV file: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from selfcare.feeds import rejects
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.ready import Ready
from selfcare.feeds.records import Broken, Lines, header_of, records
from selfcare.feeds.rejects import Rejects
from selfcare.feeds.reports import FileReport
from selfcare.feeds.staging import Row, Staging
from selfcare.feeds.work import Work

_STEP = 1000  # rows between two words on how far it is


def load_csv(work: Work, path: Path, kind: CsvKind) -> FileReport:
    """Read, compare, show. Whatever ends the process before the last commit, nothing of the file is there."""
    try:
        with path.open("rb") as stream:
            rows = _staged(work, path, stream, kind)
    except (Broken, OSError) as error:
        return refused(path, kind, error)
    return with_rejects(work, show(work, path, kind, rows), rows.rejects)


def refused(path: Path, kind: CsvKind, error: Broken | OSError) -> FileReport:
    reason = f"It cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
    return FileReport(file=str(path), kind=kind.label, reason=reason)


def show(work: Work, path: Path, kind: CsvKind, rows: Staging) -> FileReport:
    """Compare what was read with what is known, and show it all at once."""
    with work.connection.begin():
        rows.look_up(kind.lookups(), key=kind.key)
        kind.check(rows, work.now)
        read, rejected = rows.counts()
        ready = Ready(rows, key=kind.key)
    with work.writing():
        kind.apply(ready, work.now)
        if not work.is_dry:
            kind.afterwards(ready, work.now)
    return FileReport(
        file=str(path),
        kind=kind.label,
        read=read,
        new=ready.new_count,
        changed=ready.changed_count,
        unchanged=read - rejected - ready.new_count - ready.changed_count,
        rejected=rejected,
    )


def _staged(work: Work, path: Path, stream: BinaryIO, kind: CsvKind) -> Staging:
    lines = Lines(stream)
    header = header_of(lines)
    kind.check_header(header)
    with work.connection.begin():
        rows = Staging(work.connection, kind.table, [*header, *kind.derived], found=kind.found)
        rows.fill(_read(work, path, lines, header, kind))
    return rows


def _read(work: Work, path: Path, lines: Lines, header: list[str], kind: CsvKind) -> Iterator[Row]:
    size = path.stat().st_size
    for count, record in enumerate(records(lines, len(header))):
        if count % _STEP == 0:
            work.progress(path, lines.position, size)
        yield kind.read(record, header)
    work.progress(path, size, size)


def with_rejects(work: Work, report: FileReport, rows: Callable[[], Rejects], *, with_rows: bool = True) -> FileReport:
    """The report, and the rejected rows written down where it says."""
    path = Path(report.file)
    if not report.rejected:
        rejects.forget(path)
        return report
    try:
        with work.connection.begin():
            written = rejects.write(path, rows, otherwise=work.rejects_folder, with_rows=with_rows)
    except OSError as error:
        warning = f"The rejected rows could not be written down: {error.strerror}."
        return replace(report, warnings=(warning,))
    return replace(report, rejects=str(written))
