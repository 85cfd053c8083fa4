"""What became of each file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

IGNORED = "ignored"  # the kind of files that were found in a folder and are none of ours


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """One row of the import's table: a file, or all invoices of a folder that could be read."""

    file: str
    kind: str = ""  # empty: nobody knows
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    reason: str = ""  # why the file was refused whole
    warnings: tuple[str, ...] = ()
    rejects: str = ""  # the file with the rejected rows

    @property
    def is_refused(self) -> bool:
        return bool(self.reason)

    @property
    def is_ignored(self) -> bool:
        return self.kind == IGNORED

    @property
    def is_all_well(self) -> bool:
        return not self.reason and not self.rejected

    @property
    def has_loaded(self) -> bool:
        """Something of it is in the database now, or there was nothing in it to load."""
        return not self.is_refused and not self.is_ignored and (self.rejected == 0 or self.rejected < self.read)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def exit_code(reports: Iterable[FileReport]) -> int:
    """0: all loaded; 1: some rows or files refused; 2: nothing could be loaded (contract §1)."""
    files = [report for report in reports if not report.is_ignored]
    if not any(report.has_loaded for report in files):
        return 2
    return 0 if all(report.is_all_well for report in files) else 1
