"""Rows that wait unseen: tables of this connection alone, gone with it however it ends.

On SQLite they lie outside the database's file and lock nothing there; on PostgreSQL COPY fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Text,
    Update,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
    update,
)
from sqlalchemy import Table as Columns
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import TypeEngine

from selfcare.tables import Table

_BATCH = 2000  # rows

Row = Mapping[str, object]
Values = ReadOnlyColumnCollection[str, Any]
Lookup = Callable[[Values], Mapping[str, ColumnElement[Any]]]  # what to find out about a row, from what is known of it


class Staging:
    """The rows of one file: what it says, what was found out about it, and what is wrong with it."""

    def __init__(
        self, connection: Connection, target: type[Table], given: Sequence[str], *, found: Sequence[str]
    ) -> None:
        """`given` are the file's columns, `found` those that lookups and rules will fill."""
        self.connection = connection
        self.target = target
        columns = [_column_like(target, name, Text()) for name in given]
        self._read = fresh_table(connection, f"read_{target.__tablename__}", columns)
        more = [_column_like(target, name, BigInteger()) for name in found]
        self.rows = fresh_table(connection, f"staged_{target.__tablename__}", [*columns, *more])

    @property
    def at_line(self) -> Column[int]:
        return self.rows.c.at_line

    @property
    def is_good(self) -> ColumnElement[bool]:
        """Nothing was found wrong so far."""
        return self.rows.c.wrong.is_(None)

    def fill(self, rows: Iterable[Row]) -> None:
        """Take in what the file says; a row has `at_line`, and either its values or what is `wrong`."""
        names = [column.name for column in self._read.columns]
        for batch in _batches(rows):
            self._insert(names, [tuple(row.get(name) for name in names) for row in batch])

    def look_up(self, lookups: Iterable[Lookup], *, key: Sequence[str]) -> None:
        """Find out about all rows in one go; each lookup may use what those before it found."""
        known = select(self._read).subquery()
        for lookup in lookups:
            found = lookup(known.c)
            rest = (column for column in known.c if column.name not in found)
            query = select(*rest, *(value.label(name) for name, value in found.items()))
            known = query.offset(0).subquery()  # or PostgreSQL would look the same up wherever it is mentioned
        self.connection.execute(insert(self.rows).from_select(known.c.keys(), select(known)))
        self.connection.execute(DropTable(self._read))
        Index(f"ix_{self.rows.name}", *(self.rows.c[name] for name in key)).create(self.connection)
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text(f"ANALYZE {self.rows.name}"))

    def note(self, name: str, value: ColumnElement[Any], *, among: ColumnElement[bool]) -> None:
        """Fill in what a rule found out about some rows."""
        self.connection.execute(update(self.rows).where(self.is_good, among).values({name: value}))

    def reject(self, condition: ColumnElement[bool], *reason: str | ColumnElement[Any]) -> None:
        """Reject good rows; the reason is put together from words and columns."""
        self.connection.execute(self._rejecting(reason).where(condition))

    def reject_repeated(
        self,
        key: Sequence[str],
        *,
        among: ColumnElement[bool] | None = None,
        last: ColumnElement[bool] | None = None,
        what: str = "",
    ) -> None:
        """Of rows with the same key the first stands (before all `last` ones); the others name its line."""
        columns = [self.rows.c[name] for name in key]
        order = [null() if last is None else last, self.at_line]
        first = func.first_value(self.at_line).over(partition_by=columns, order_by=order).label("first")
        rows = (
            select(self.at_line, first).where(self.is_good, literal(value=True) if among is None else among).subquery()
        )
        reason = (what or f"{key[0]} ", columns[0], " stands already on line ", rows.c.first)
        self.connection.execute(
            self._rejecting(reason).where(rows.c.at_line == self.at_line, rows.c.first != self.at_line)
        )

    def values(self) -> list[Column[Any]]:
        """The columns that the target has, too."""
        return [column for column in self.rows.columns if column.name in self.target.__table__.columns]

    def counts(self) -> tuple[int, int]:
        """How many rows were read, and how many of them rejected."""
        read, rejected = self.connection.execute(select(func.count(), func.count(self.rows.c.wrong))).one()
        return int(read), int(rejected)

    def rejects(self) -> Iterator[tuple[int, str]]:
        """Lines and reasons in the order of the file."""
        query = select(self.at_line, self.rows.c.wrong).where(~self.is_good).order_by(self.at_line)
        with self.connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
            yield from ((int(line), str(reason)) for line, reason in rows)

    def _rejecting(self, reason: Iterable[str | ColumnElement[Any]]) -> Update:
        words = [literal(part) if isinstance(part, str) else cast(part, Text) for part in reason]
        sentence: ColumnElement[str] = words[0]
        for part in words[1:]:
            sentence = sentence.concat(part)
        return update(self.rows).where(self.is_good).values(wrong=sentence)

    def _insert(self, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        dialect = self.connection.dialect
        writers = [self._read.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
        plain = [
            tuple(write(value) if write else value for write, value in zip(writers, row, strict=True)) for row in rows
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        if dialect.name == "postgresql":
            driver: Any = self.connection.connection.dbapi_connection
            with driver.cursor().copy(f"COPY {self._read.name} ({columns}) FROM STDIN") as copy:
                for values in plain:
                    copy.write_row(values)
        else:
            marks = ", ".join("?" * len(names))
            self.connection.exec_driver_sql(
                f"INSERT INTO {self._read.name} ({columns}) VALUES ({marks})",  # noqa: S608  # names of our own
                plain,
            )


def fresh_table(connection: Connection, name: str, columns: Iterable[Column[Any]]) -> Columns:
    """A table of this connection's own, empty."""
    copies = (Column(column.name, column.type) for column in columns)
    table = Columns(
        name,
        MetaData(),
        Column("at_line", Integer),
        Column("wrong", Text),
        Column("target_id", BigInteger),  # the record that a row is about; none for what is new
        *copies,
        prefixes=["TEMPORARY"],
    )
    connection.execute(DropTable(table, if_exists=True))
    connection.execute(CreateTable(table))
    return table


def _column_like(target: type[Table], name: str, otherwise: TypeEngine[Any]) -> Column[Any]:
    """Of the target's own type, so that what is compared is alike."""
    columns = target.__table__.columns
    return Column(name, columns[name].type if name in columns else otherwise)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, _BATCH)):
        yield batch
