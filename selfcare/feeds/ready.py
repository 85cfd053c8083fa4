"""Rows as they will be written, sorted out beforehand: under the lock there is nothing left to think about."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import Select, Update, func, insert, or_, select, update
from sqlalchemy import Table as Columns

from selfcare.feeds.staging import Staging, Values, fresh_table


class Ready:
    """What one file adds and what it changes."""

    def __init__(self, rows: Staging, *, key: Collection[str]) -> None:
        self.connection = rows.connection
        self.rows = rows
        self._target = cast("Columns", rows.target.__table__)
        self._names = [column.name for column in rows.values()]
        row = rows.rows.c
        differences = (self._target.c[name].is_distinct_from(row[name]) for name in self._names)
        good = select(rows.rows).where(rows.is_good)
        new = good.where(row.target_id.is_(None)).order_by(*(row[name] for name in key))
        changed = good.join(self._target, self._target.c.id == row.target_id).where(or_(*differences))
        self._new = _kept(rows, "new", new)
        self._changed = _kept(rows, "changed", changed.order_by(row.target_id))
        self.new_count = self._count(self._new)
        self.changed_count = self._count(self._changed)

    @property
    def new(self) -> Values:
        """Columns of what is added."""
        return self._new.c

    @property
    def changed(self) -> Values:
        """Columns of what is changed."""
        return self._changed.c

    def insert_new(self) -> None:
        if self.new_count:
            values = select(*(self.new[name] for name in self._names))
            self.connection.execute(insert(self._target).from_select(self._names, values))

    def update_changed(self, *, indexed: Collection[str], key: Collection[str]) -> None:
        """Columns with an index are touched only where they differ, and those of the key are equal anyway."""
        if not self.changed_count:
            return
        plain = [name for name in self._names if name not in indexed and name not in key]
        costly = [name for name in self._names if name in indexed]
        self.connection.execute(self._update(plain))
        if costly:
            differences = (self._target.c[name].is_distinct_from(self.changed[name]) for name in costly)
            self.connection.execute(self._update(costly).where(or_(*differences)))

    def _update(self, names: Collection[str]) -> Update:
        same = self._target.c.id == self.changed.target_id
        return update(self._target).where(same).values({name: self.changed[name] for name in names})

    def _count(self, table: Columns) -> int:
        return int(self.connection.scalar(select(func.count()).select_from(table)) or 0)


def _kept(rows: Staging, name: str, query: Select[*tuple[object, ...]]) -> Columns:
    table = fresh_table(rows.connection, f"{name}_{rows.target.__tablename__}", list(rows.rows.columns)[3:])
    rows.connection.execute(insert(table).from_select(table.c.keys(), query))
    return table
