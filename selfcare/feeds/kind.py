"""What is alike in all kinds of CSV files: columns, their meaning, and the table they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, select

from selfcare.feeds.cells import BadCell, Reader
from selfcare.feeds.ready import Ready
from selfcare.feeds.records import Broken, Record
from selfcare.feeds.staging import Lookup, Row, Staging, Values
from selfcare.tables import Table

_LONGEST_NAMED = 40  # characters of somebody else's column name


class CsvKind:
    """One kind of file of the contract (§4). Whoever fills more than one plain table says so in a class below."""

    name: ClassVar[str]  # also the file's, without .csv
    table: ClassVar[type[Table]]
    key: ClassVar[tuple[str, ...]]  # no two rows have the same
    readers: ClassVar[Mapping[str, Reader]]  # of every column, in the contract's order
    optional: ClassVar[frozenset[str]] = frozenset()  # columns that may be missing; then nothing is said of them
    derived: ClassVar[tuple[str, ...]] = ()  # columns of the table that `derive` makes of those of the file
    found: ClassVar[tuple[str, ...]] = ()  # what lookups and rules find out about a row
    indexed: ClassVar[tuple[str, ...]] = ()  # columns that cost more to change than others

    @property
    def label(self) -> str:
        """What the import's table calls it."""
        return self.name

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a file of any name with this header is of this kind."""
        return self.readers.keys() - self.optional <= set(header)

    def check_header(self, header: Sequence[str]) -> None:
        """Raises Broken: another header means another file than we think."""
        known = [name for name in header if name in self.readers]
        if not known:
            raise Broken(f"The header is missing: the first line must be {','.join(self.readers)}.")
        if unknown := [name[:_LONGEST_NAMED] for name in header if name not in self.readers]:
            raise Broken(f"Unknown column: {', '.join(unknown[:5])}.")
        if missing := [name for name in self.readers if name not in header and name not in self.optional]:
            raise Broken(f"Missing column: {', '.join(missing)}.")
        if repeated := {name for name in known if known.count(name) > 1}:
            raise Broken(f"The same column twice: {', '.join(sorted(repeated))}.")

    def read(self, record: Record, header: Sequence[str]) -> Row:
        """The row's values, or what is wrong with it."""
        if record.cells is None:
            return {"at_line": record.line, "wrong": "the quotes in this line do not match"}
        if len(record.cells) != len(header):
            return {"at_line": record.line, "wrong": f"{len(record.cells)} values instead of {len(header)}"}
        values: dict[str, object] = {"at_line": record.line}
        for name, cell in zip(header, record.cells, strict=True):
            try:
                values[name] = self.readers[name](cell)
            except BadCell as error:
                return {"at_line": record.line, "wrong": f"{name} {error}"}
        return {**values, **self.derive(values)}

    def derive(self, values: Row) -> Row:  # noqa: ARG002  # most files say all there is
        """What follows from a row alone."""
        return {}

    def lookups(self) -> Sequence[Lookup]:
        """What to find out about the rows; at least the record that each is about."""
        return [self._target]

    def check(self, rows: Staging, now: datetime) -> None:  # noqa: ARG002  # lines end at a moment
        """Reject what a row alone does not show."""
        rows.reject_repeated(self.key)

    def apply(self, ready: Ready, now: datetime) -> None:  # noqa: ARG002  # lines end at a moment
        """Show the rows: the only part that runs under a write lock."""
        ready.update_changed(indexed=self.indexed, key=self.key)
        ready.insert_new()

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """What follows from it elsewhere, in the same transaction. Not in a dry run."""

    def _target(self, row: Values) -> dict[str, ColumnElement[Any]]:
        target = self.table.__table__
        same = (target.c[name] == row[name] for name in self.key)
        return {"target_id": select(target.c.id).where(*same).scalar_subquery()}
