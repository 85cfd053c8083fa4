"""Finding the files of a feed, whatever way they were named, and the order to load them in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfcare.feeds.kind import CsvKind
from selfcare.feeds.kinds import KINDS, kind_of
from selfcare.feeds.records import Broken, header_at
from selfcare.feeds.rejects import ENDING
from selfcare.feeds.reports import IGNORED, FileReport
from selfcare.feeds.statement_files import is_statement

LIST = "invoices"  # the kind of invoices.csv
AFTER_INVOICES = ("usage", "payments")
_MOST_NAMED = 5  # ignored files of a folder
_UNKNOWN = "Neither its name nor its header says what it is."


@dataclass(frozen=True)
class Csv:
    """A CSV file and what it holds."""

    path: Path
    kind: CsvKind


@dataclass
class Feed:
    """Everything that was named, sorted."""

    csvs: list[Csv] = field(default_factory=list)
    invoices: list[Path] = field(default_factory=list)
    statements: list[Path] = field(default_factory=list)
    refused: list[FileReport] = field(default_factory=list)
    ignored: dict[Path, list[str]] = field(default_factory=dict)  # by folder

    def steps(self) -> Iterator[Csv | list[Path] | Path]:
        """In the order of the contract; but an invoices.csv comes just before the invoices beside and below it.

        Usage and payments come after all invoices: they may name one.
        """
        csvs = sorted(self.csvs, key=lambda csv: KINDS.index(csv.kind))
        lists = [csv.path.parent for csv in csvs if csv.kind.name == LIST]
        groups: dict[Path | None, list[Path]] = {}
        for path in self.invoices:
            nearest = max((folder for folder in lists if folder in path.parents), key=_depth, default=None)
            groups.setdefault(nearest, []).append(path)
        for csv in csvs:
            if csv.kind.name not in AFTER_INVOICES:
                yield csv
            if csv.kind.name == LIST and csv.path.parent in groups:
                yield groups.pop(csv.path.parent)
        yield from groups.values()
        yield from (csv for csv in csvs if csv.kind.name in AFTER_INVOICES)
        yield from self.statements

    def left_out(self) -> list[FileReport]:
        """What will not be loaded: what was named and cannot be, and what was found in folders and is none of ours."""
        return self.refused + [
            FileReport(file=str(folder), kind=IGNORED, warnings=(_some(names),))
            for folder, names in self.ignored.items()
        ]


def find(paths: Sequence[Path]) -> Feed:
    """Look at what was named; folders are walked through."""
    feed, seen = Feed(), set[Path]()
    for path in paths:
        for file in _files(path):
            if (real := file.resolve()) not in seen:
                seen.add(real)
                _sort_in(file, feed, is_named=file == path)
    return feed


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _sort_in(file: Path, feed: Feed, *, is_named: bool) -> None:
    name = file.name.lower()
    if is_statement(file) and file.is_file():
        feed.statements.append(file)
        return
    if name.endswith(".xml"):
        feed.invoices.append(file)
        return
    found = _look_at(file, is_named=is_named)
    if isinstance(found, CsvKind):
        feed.csvs.append(Csv(file, found))
    elif is_named:
        feed.refused.append(FileReport(file=str(file), reason=found))
    elif not name.endswith(ENDING):
        feed.ignored.setdefault(file.parent, []).append(file.name)


def _look_at(file: Path, *, is_named: bool) -> CsvKind | str:
    """The file's kind, or why it has none."""
    if file.name.lower().endswith(ENDING):
        return "Rejected rows are not read: mend the file that they came from."
    if not file.is_file() or not (is_named or file.suffix.lower() == ".csv"):
        return "It is not a file." if file.exists() else "There is no such file."
    try:
        return kind_of(file, ()) or kind_of(file, header_at(file)) or _UNKNOWN
    except Broken as error:
        return str(error)
    except OSError as error:
        return f"It cannot be read: {error.strerror}."


def _depth(folder: Path) -> int:
    return len(folder.parts)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
