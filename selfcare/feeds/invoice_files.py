"""Loading invoices: each XML is a file of its own, read outside of any lock, and a batch of them kept at once."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from selfcare.feeds.invoice_batch import Opened, load_batch
from selfcare.feeds.reports import FileReport
from selfcare.feeds.tallies import Tally
from selfcare.feeds.work import Work
from selfcare.invoices import fa3
from selfcare.invoices.parsing import LARGEST

_MOST_FILES = 100  # in one transaction
_MOST_BYTES = 8 * 1024 * 1024  # in memory at once; one file may be larger


def load_invoices(work: Work, paths: Sequence[Path]) -> list[FileReport]:
    """One report for each folder, and one for each file that was refused."""
    tally = Tally(paths)
    for batch in _batches(paths, tally):
        load_batch(work, batch, tally)
        work.progress(paths[0].parent, tally.count, len(paths))
    return tally.reports()


def _batches(paths: Sequence[Path], tally: Tally) -> Iterator[list[Opened]]:
    batch: list[Opened] = []
    size = 0
    for path in paths:
        try:
            opened = Opened(path, _content(path))
        except (fa3.NotAnInvoice, OSError) as error:
            reason = f"It cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
            tally.refuse(path, reason)
            continue
        batch.append(opened)
        size += len(opened.xml)
        if len(batch) == _MOST_FILES or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _content(path: Path) -> bytes:
    """The bytes of the file, unless it is so large that nobody should read it."""
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise fa3.NotAnInvoice("It is not a file.")
    if facts.st_size > LARGEST:
        raise fa3.NotAnInvoice(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    return path.read_bytes()
