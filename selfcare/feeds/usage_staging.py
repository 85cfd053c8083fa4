"""The rows of one usage file, waiting unseen: staged, compared with what is known, and shown all at once.

Every table that is written before `show` is a temporary one of the import's own connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Text,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy import Table as Columns
from sqlalchemy.schema import CreateTable, DropTable

from selfcare.billing.models import UsageLoad, UsageRecord
from selfcare.billing.months import months_later, starts_at
from selfcare.feeds import usage_pieces
from selfcare.feeds import usage_sql as sql
from selfcare.feeds.usage_holders import Home
from selfcare.feeds.usage_rows import FIELDS, STARTED_AT
from selfcare.tables import Moment

Staged = tuple[str, ...]  # the line's number, where the record belongs, what it says
_WHAT = FIELDS[STARTED_AT:]
_NAMES = ("at_line", *Home._fields, *_WHAT)


class Days(NamedTuple):
    """The first and the last day that a file has records of."""

    first: date
    last: date

    @property
    def moments(self) -> dict[str, datetime]:
        """Of whole months: within them a record's id stands for one record only."""
        return {"begin": starts_at(self.first.replace(day=1)), "end": starts_at(months_later(self.last, 1))}


class UsageStaging:
    """One file on its way in."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.days: Days | None = None
        self.staged = self.new = self.changed = self.rejected = self._moved = 0
        self.is_long = False
        self._dialect = connection.dialect.name
        self._run(sql.FORGET_NEW[self._dialect])
        for table in (_STAGED, _ASIDE, *_NOTES):
            connection.execute(DropTable(table, if_exists=True))
            connection.execute(CreateTable(table))
        if self._dialect == "sqlite":
            usage_pieces.make_tables(connection)

    def fill(self, rows: Sequence[Staged]) -> None:
        """Take in some thousands of rows. No value holds a tab or a line break."""
        if not rows:
            return
        if self._dialect == "postgresql":
            driver: Any = self.connection.connection.dbapi_connection
            with driver.cursor().copy(f"COPY staged_usage ({', '.join(_NAMES)}) FROM STDIN") as copy:
                copy.write("".join(["\t".join(row) + "\n" for row in rows]).replace("\\", "\\\\"))
        else:
            marks = ", ".join("?" * len(_NAMES))
            self.connection.exec_driver_sql(f"INSERT INTO staged_usage VALUES ({marks})", list(rows))  # noqa: S608  # nothing from outside

    def put_aside(self, rejects: Iterable[tuple[int, str]]) -> None:
        """Rows that were found wrong while they were read."""
        rows = [{"at_line": line, "wrong": wrong} for line, wrong in rejects]
        if rows:
            self.connection.execute(_ASIDE.insert(), rows)

    def compare(self) -> None:
        """Find out what is new, what is changed, and what else is wrong. Nobody waits for it."""
        self._analyze("staged_usage")
        first, last, self.staged = self.connection.execute(_EXTENT).one()
        if self.staged:
            self.days = Days(first, last)
            self._put_repeated_aside()
            self._put_strangers_aside()
            self._meet_known(self.days)
        self._analyze("aside_usage, changed_usage")
        aside = self._count("staged_usage s WHERE EXISTS (SELECT 1 FROM aside_usage a WHERE a.at_line = s.at_line)")
        self.changed = self._count("changed_usage")
        self.is_long = usage_pieces.is_long(self.connection, self.staged - aside)
        self._moved = usage_pieces.prepare(self.connection) if self.is_long else 0
        self._run(sql.SORT_NEW[self._dialect])
        if self.days:
            self._sum_up(self.days)
        self._analyze("delta_usage")
        self.new = self.staged - aside - self.changed
        self.rejected = self._count("aside_usage WHERE wrong IS NOT NULL")

    def show(self, now: datetime, name: str) -> int:
        """The only part that others wait for, and only on SQLite. Says the number of the load."""
        values = {"loaded_at": now, "new": self.new, "changed": self.changed, "name": name}
        load_id = int(self.connection.execute(_LOADS.insert().values(values).returning(_LOADS.c.id)).scalar_one())
        if self.days and self.new + self.changed:
            self._run(sql.MAKE_PERIODS, load_id=load_id)
            if self.is_long:
                usage_pieces.switch(self.connection, load_id)
            else:
                self._run(sql.INSERT_NEW[self._dialect])
            if self._priced_anew:
                self._run(sql.UPDATE_CHANGED, **self.days.moments)
            self._run(sql.ADD_TO_TOTALS)
            if self._priced_anew:
                self._run(sql.DELETE_EMPTY_TOTALS)
                self._run(sql.DELETE_EMPTY_PERIODS)
            self._run(sql.SET_DAYS, load_id=load_id)
        return load_id

    def rejects(self) -> Iterator[tuple[int, str]]:
        """Lines and reasons in the order of the file."""
        query = select(_ASIDE).where(_ASIDE.c.wrong.is_not(None)).order_by(_ASIDE.c.at_line)
        with self.connection.execute(query, execution_options={"yield_per": 2000}) as rows:
            yield from ((int(line), str(reason)) for line, reason in rows)

    def _put_repeated_aside(self) -> None:
        self._run(sql.FIND_REPEATED)
        if self._count("twice_usage"):
            self._run(sql.PUT_REPEATED_ASIDE)

    def _put_strangers_aside(self) -> None:
        """One look through all invoices, and only where a number is none of the customer's own."""
        if self._count("new_usage_period WHERE is_strange = 1"):
            self._run(sql.PUT_STRANGERS_ASIDE)

    def _meet_known(self, days: Days) -> None:
        whole = {"first": days.first.replace(day=1), "last": months_later(days.last, 1)}
        if self.connection.scalar(_typed(sql.IS_ANYTHING_KNOWN), whole):
            self._run(sql.MEET_KNOWN, **days.moments)
            self._run(sql.FORGET_OTHERS)
            self._run(sql.PUT_MET_ASIDE)
            self._run(sql.KEEP_CHANGED)

    @property
    def _priced_anew(self) -> int:
        """Records that change in the last transaction: all of them, or those that do not only move."""
        return self.changed - self._moved

    def _sum_up(self, days: Days) -> None:
        """To look for what changes where nothing does takes a database long."""
        if self._priced_anew:
            self._run(sql.SUM_UP_ALL, **days.moments)
        else:
            self._run(sql.SUM_UP_NEW)

    def _run(self, statement: str, **facts: object) -> None:
        self.connection.execute(_typed(statement), facts)

    def _count(self, what: str) -> int:
        return int(self.connection.scalar(text(f"SELECT count(*) FROM {what}")) or 0)  # noqa: S608  # our own names

    def _analyze(self, table: str) -> None:
        if self._dialect == "postgresql":
            self._run(f"ANALYZE {table}")


def _typed(statement: str) -> Any:
    """SQLite stores moments and days as texts of our own making."""
    types: dict[str, Any] = {"begin": Moment(), "end": Moment(), "first": Date(), "last": Date()}
    return text(statement).bindparams(
        *(bindparam(name, type_=kind) for name, kind in types.items() if f":{name}" in statement)
    )


def _table(name: str, *columns: Column[Any]) -> Columns:
    return Columns(name, MetaData(), *columns, prefixes=["TEMPORARY"])


def _like_record(*names: str) -> Iterator[Column[Any]]:
    kept = UsageRecord.__table__.columns
    yield from (Column(name, kept[name].type if name in kept else Date()) for name in names)


_LOADS: Any = UsageLoad.__table__
_STAGED = _table(
    "staged_usage",
    Column("at_line", Integer, primary_key=True, autoincrement=False),
    Column("period_id", BigInteger),
    Column("line_id", BigInteger),
    Column("is_running", Integer),
    *_like_record(*_WHAT),
)
_ASIDE = _table(
    "aside_usage", Column("at_line", Integer, primary_key=True, autoincrement=False), Column("wrong", Text)
)  # no reason: nothing new
_NOTES = (
    _table("twice_usage", Column("record_id", Text, primary_key=True), Column("first_line", Integer)),
    _table(
        "met_usage",
        Column("at_line", Integer),
        Column("was", BigInteger),
        Column("other", Text),
        Column("is_changed", Integer),
        Column("is_same_price", Integer),
    ),
    _table("changed_usage", Column("at_line", Integer, primary_key=True, autoincrement=False)),
    _table(
        "delta_usage",
        *_like_record("period_id", "day", "kind", "direction", "zone"),
        Column("paid", Boolean),
        *(Column(name, BigInteger) for name in sql.SUMS),
    ),
)
_EXTENT = select(func.min(_STAGED.c.day), func.max(_STAGED.c.day), func.count())
