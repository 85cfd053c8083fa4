"""Counting what became of many files of the same kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from selfcare.feeds.reports import FileReport

KIND = "invoices"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


class Tally:
    """Invoices by folder; those that were refused one by one."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._there = Counter(path.parent for path in paths)
        self._only = {path.parent: path for path in paths}
        self._became: dict[Path, Counter[str]] = {}
        self._warnings: dict[Path, list[str]] = {}
        self._refused: list[FileReport] = []

    @property
    def count(self) -> int:
        return len(self._refused) + sum(counter.total() for counter in self._became.values())

    def note(self, path: Path, became: str, warnings: Sequence[str] = ()) -> None:
        """`became` is new, changed or unchanged."""
        self._became.setdefault(path.parent, Counter())[became] += 1
        self._warnings.setdefault(path.parent, []).extend(f"{path.name}: {warning}" for warning in warnings)

    def refuse(self, path: Path, reason: str) -> None:
        self._refused.append(FileReport(file=str(path), kind=KIND, read=1, rejected=1, reason=reason))

    def reports(self) -> list[FileReport]:
        return [self._report(folder, became) for folder, became in self._became.items()] + self._refused

    def _report(self, folder: Path, became: Counter[str]) -> FileReport:
        is_one = self._there[folder] == 1
        return FileReport(
            file=str(self._only[folder] if is_one else folder / "*.xml"),
            kind=KIND,
            read=became.total(),
            new=became[NEW],
            changed=became[CHANGED],
            unchanged=became[UNCHANGED],
            warnings=tuple(self._warnings[folder]),
        )
