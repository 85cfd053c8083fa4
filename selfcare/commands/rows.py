"""Rows of any table as lines of JSON, the same for every database."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, insert, select, text
from sqlalchemy import Table as Columns

from selfcare.money import Money
from selfcare.tables import Moment, MoneyColumn, Table

BATCH = 500  # rows; an invoice's XML has some ten kilobytes


def tables() -> list[Columns]:
    """All of ours, each after those it refers to."""
    return list(Table.metadata.sorted_tables)


def lines_of(connection: Connection, table: Columns) -> Iterator[bytes]:
    """One line a row, in the order of the columns. Streamed: memory does not grow with the table."""
    result = connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key))
    for row in result:
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"


def insert_lines(connection: Connection, table: Columns, lines: Iterable[bytes]) -> int:
    """Put them in; say how many."""
    names = [column.name for column in table.columns]
    readers = [_reader(column.type) for column in table.columns]
    count = 0
    for batch in _batches(lines):
        values = [
            {name: read(value) for name, read, value in zip(names, readers, json.loads(line), strict=True)}
            for line in batch
        ]
        connection.execute(insert(table), values)
        count += len(values)
    return count


def set_sequences(connection: Connection) -> None:
    """PostgreSQL counts apart from the table: go on after the highest id."""
    for table in tables():
        column = table.autoincrement_column
        if connection.dialect.name == "postgresql" and column is not None and not column.foreign_keys:
            facts = {"table": table.name, "column": column.name}
            highest = f'(SELECT max("{column.name}") FROM "{table.name}")'  # noqa: S608  # names of our own models
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence(:table, :column), {highest})"), facts)


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case Money():
            return value.grosze
        case date():  # a moment is one, too
            return value.isoformat()
        case _:
            return value


def _reader(kind: Any) -> Callable[[Any], Any]:
    readers: dict[type, Callable[[Any], Any]] = {
        LargeBinary: base64.b64decode,
        MoneyColumn: Money,
        Moment: datetime.fromisoformat,
        Date: date.fromisoformat,
    }
    read = next((read for known, read in readers.items() if isinstance(kind, known)), None)
    return lambda value: value if value is None or read is None else read(value)


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
