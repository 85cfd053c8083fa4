"""Loading one bank statement: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from selfcare.feeds import camt053, mt940_files
from selfcare.feeds.bank_lines import LARGEST, BankLine, rows_of
from selfcare.feeds.csv_files import refused, show, with_rejects
from selfcare.feeds.payment_rows import StatementRows
from selfcare.feeds.records import Broken
from selfcare.feeds.reports import FileReport
from selfcare.feeds.staging import Staging
from selfcare.feeds.work import Work

_READERS: dict[str, Callable[[bytes], Iterator[BankLine]]] = {
    ".camt053.xml": camt053.lines_of,
    ".mt940": mt940_files.lines_of,
    ".sta": mt940_files.lines_of,
}


def is_statement(path: Path) -> bool:
    return path.name.lower().endswith(tuple(_READERS))


def load_statement(work: Work, path: Path) -> FileReport:
    """Read, compare, show, as with a CSV file."""
    kind = StatementRows()
    try:
        content = _content(path)
        read = next(reader for ending, reader in _READERS.items() if path.name.lower().endswith(ending))
        with work.connection.begin():
            rows = Staging(work.connection, kind.table, kind.given, found=kind.found)
            rows.fill(rows_of(read(content)))
    except (Broken, OSError) as error:
        return refused(path, kind, error)
    work.progress(path, len(content), len(content))
    return with_rejects(work, show(work, path, kind, rows), rows.rejects, with_rows=False)


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise Broken(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    return path.read_bytes()
