"""Rejected rows, written where whoever made the file finds them."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from selfcare.feeds.records import Lines, header_of, records

ENDING = ".rejected.csv"

Rejects = Iterable[tuple[int, str]]  # lines with their reasons, in the order of the file


def write(file: Path, rejects: Callable[[], Rejects], *, otherwise: Path, with_rows: bool = True) -> Path:
    """Write lines, reasons and the rows as they came beside `file`, or else into the folder `otherwise`; say where."""
    copy = _copy if with_rows else _list
    try:
        return _write(file, rejects(), file.parent, copy)
    except OSError:  # a place that is read-only, or full
        return _write(file, rejects(), otherwise, copy)


def forget(file: Path) -> None:
    """What was rejected last time is of no use any more."""
    try:
        file.with_name(file.name + ENDING).unlink(missing_ok=True)
    except OSError:  # in a place that is read-only it stays
        return


def _write(file: Path, rejects: Rejects, folder: Path, copy: Callable[[Path, Rejects, TextIO], None]) -> Path:
    written = folder / (file.name + ENDING)
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        copy(file, rejects, out)
    return written


def _list(_file: Path, rejects: Rejects, out: TextIO) -> None:
    """Of what has no rows: only where, and why."""
    csv.writer(out, lineterminator="\n").writerows([("line", "reason"), *rejects])


def _copy(file: Path, rejects: Rejects, out: TextIO) -> None:
    rows = csv.writer(out, lineterminator="\n")
    with file.open("rb") as stream:
        lines = Lines(stream)
        header = header_of(lines)
        rows.writerow(["line", "reason", *header])
        waiting = iter(rejects)
        line, reason = next(waiting, (0, ""))
        for record in records(lines, len(header)):
            if record.line == line:
                rows.writerow([line, reason, *(record.cells or [record.text.rstrip("\r\n")])])
                line, reason = next(waiting, (0, ""))
