"""A long file of usage on SQLite: written in pieces, others get their turn in between, and shown by one short switch.

New records wait under numbers that no period has yet, above all that any has: no page finds them, and what a killed
import left there is swept away by the next. Records that move to an invoice first move, piece by piece, to a period of
their own beside their old one, where everybody sees them as before; the switch only writes the invoice's number on it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from selfcare.feeds import usage_sql as sql
from selfcare.feeds.usage_sql import ALIKE, RECORD, SUMS, each
from selfcare.feeds.work import Work

LONG = 100_000  # rows: a file with more is written in pieces
PIECE = 50_000  # rows, in one transaction
BREATH = 0.1  # seconds between two: whoever waits for a lock on SQLite looks every tenth of a second

_TABLES = (
    "moved_usage (place INTEGER PRIMARY KEY, at_line INTEGER UNIQUE, was INTEGER, leaving INTEGER)",
    "leaving_usage (id INTEGER PRIMARY KEY, line_id INTEGER, was_number TEXT, home INTEGER, number TEXT)",
    "arriving_usage (home INTEGER PRIMARY KEY, id INTEGER, line_id INTEGER, number TEXT, first_on DATE, last_on DATE)",
)

_HIGHEST = "SELECT max(coalesce((SELECT max(id) FROM usage_period), 0), coalesce((SELECT max(id) FROM %s), 0))"
_PERIODS = """(SELECT id, line_id, invoice_number FROM usage_period
    UNION ALL SELECT id, line_id, invoice_number FROM new_usage_period)"""
_MOVES = """met_usage m JOIN staged_usage s ON s.at_line = m.at_line JOIN usage_period p ON p.id = m.was
    WHERE m.other IS NULL AND m.is_changed = 1 AND m.is_same_price = 1"""

_FIND_LEAVING = f"""
    INSERT INTO leaving_usage (id, line_id, was_number, home, number)
    SELECT :highest + row_number() OVER (ORDER BY f.home, f.was_number),
        f.line_id, f.was_number, f.home, t.invoice_number
    FROM (SELECT DISTINCT s.line_id, p.invoice_number AS was_number, s.period_id AS home FROM {_MOVES}) f
    JOIN {_PERIODS} t ON t.id = f.home"""  # noqa: S608  # names of our own, here and below
_FIND_MOVED = f"""
    INSERT INTO moved_usage (at_line, was, leaving) SELECT f.at_line, f.was, l.id
    FROM (SELECT m.at_line, m.was, s.period_id, p.invoice_number FROM {_MOVES}) f
    JOIN leaving_usage l ON l.home = f.period_id AND l.was_number = f.invoice_number
    ORDER BY f.was, f.at_line"""  # noqa: S608
_LEAVE_THEM_OUT = "DELETE FROM changed_usage WHERE at_line IN (SELECT at_line FROM moved_usage)"
_FIND_ARRIVING = f"""
    INSERT INTO arriving_usage (home, id, line_id, number)
    SELECT t.id, :highest + row_number() OVER (ORDER BY t.id), t.line_id, t.invoice_number FROM {_PERIODS} t
    WHERE t.id IN (
        SELECT s.period_id FROM staged_usage s
        WHERE NOT EXISTS (SELECT 1 FROM aside_usage a WHERE a.at_line = s.at_line)
            AND NOT EXISTS (SELECT 1 FROM changed_usage c WHERE c.at_line = s.at_line)
            AND NOT EXISTS (SELECT 1 FROM moved_usage m WHERE m.at_line = s.at_line))"""  # noqa: S608
_FIND_DAYS = """
    UPDATE arriving_usage SET first_on = d.first_on, last_on = d.last_on FROM (
        SELECT period_id, min(day) AS first_on, max(day) AS last_on FROM delta_usage GROUP BY period_id
    ) d WHERE d.period_id = arriving_usage.id"""

_HERE = "m.place > :after AND m.place <= :until"
_MAKE_LEAVING = f"""
    INSERT INTO usage_period (id, line_id, invoice_number, first_on, last_on, load_id)
    SELECT l.id, l.line_id, l.was_number, min(s.day), max(s.day), 0
    FROM moved_usage m JOIN staged_usage s ON s.at_line = m.at_line JOIN leaving_usage l ON l.id = m.leaving
    WHERE {_HERE} GROUP BY l.id
    ON CONFLICT (id) DO UPDATE SET
        first_on = min(usage_period.first_on, excluded.first_on),
        last_on = max(usage_period.last_on, excluded.last_on)"""  # noqa: S608
_EACH_MOVED = f"""
    FROM moved_usage m CROSS JOIN staged_usage s CROSS JOIN usage_record u
    WHERE {_HERE} AND s.at_line = m.at_line AND u.record_id = s.record_id AND u.started_at = s.started_at"""
_MOVE_TOTALS = (
    sql.ADDING_TO_TOTALS
    % f"""(SELECT {each("{0}", ALIKE)}, {each("sum({0}) AS {0}", SUMS)} FROM (
        SELECT m.leaving AS period_id, s.day, {each("u.{0}", ALIKE[2:5])}, u.gross > 0 AS paid,
            1 AS records, {each("u.{0}", SUMS[1:])} {_EACH_MOVED}
        UNION ALL
        SELECT m.was, s.day, {each("u.{0}", ALIKE[2:5])}, u.gross > 0, -1, {each("-u.{0}", SUMS[1:])} {_EACH_MOVED}
    ) GROUP BY {each("{0}", ALIKE)}) WHERE TRUE"""  # noqa: S608
)
_MOVE = f"""
    UPDATE usage_record SET period_id = m.leaving FROM moved_usage m JOIN staged_usage s ON s.at_line = m.at_line
    WHERE {_HERE} AND usage_record.record_id = s.record_id AND usage_record.started_at = s.started_at"""  # noqa: S608
_WAS = f"(SELECT m.was FROM moved_usage m WHERE {_HERE})"  # noqa: S608
_TIDY_UP = (
    f"DELETE FROM usage_total WHERE records = 0 AND period_id IN {_WAS}",  # noqa: S608
    f"""DELETE FROM usage_period WHERE id IN {_WAS}
        AND NOT EXISTS (SELECT 1 FROM usage_total t WHERE t.period_id = usage_period.id)""",  # noqa: S608
    f"""UPDATE usage_period SET
        first_on = (SELECT min(day) FROM usage_total t WHERE t.period_id = usage_period.id),
        last_on = (SELECT max(day) FROM usage_total t WHERE t.period_id = usage_period.id) WHERE id IN {_WAS}""",  # noqa: S608
)

_WRITE_RECORDS = f"""
    INSERT INTO usage_record ({each("{0}", RECORD)}) SELECT {each("{0}", RECORD)} FROM new_usage
    WHERE rowid > :after AND rowid <= :until"""  # noqa: S608
_WRITE_TOTALS = f"""
    INSERT INTO usage_total ({each("{0}", (*ALIKE, *SUMS))}) SELECT {each("{0}", (*ALIKE, *SUMS))} FROM delta_usage
    WHERE rowid > :after AND rowid <= :until AND period_id IN (SELECT id FROM arriving_usage)"""  # noqa: S608
_FORGET_WRITTEN = "DELETE FROM delta_usage WHERE period_id IN (SELECT id FROM arriving_usage)"

_SWITCH = (
    """INSERT INTO usage_period (id, line_id, invoice_number, first_on, last_on, load_id)
        SELECT id, line_id, number, first_on, last_on, :load_id FROM arriving_usage""",
    """UPDATE usage_period SET invoice_number = l.number, load_id = :load_id
        FROM leaving_usage l WHERE l.id = usage_period.id""",
)

_UNSEEN = "period_id > (SELECT coalesce(max(id), 0) FROM usage_period)"
_SWEEP = [
    f"DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {table} WHERE {_UNSEEN} LIMIT :piece)"  # noqa: S608
    for table, keys in (
        ("usage_record", "period_id, started_at, record_id"),
        ("usage_total", "period_id, day, kind, direction, zone, paid"),
    )
]


def make_tables(connection: Connection) -> None:
    for table in _TABLES:
        connection.execute(text(f"DROP TABLE IF EXISTS {table.split()[0]}"))
        connection.execute(text(f"CREATE TEMPORARY TABLE {table}"))


def is_long(connection: Connection, rows: int) -> bool:
    """Elsewhere nobody waits for a writer."""
    return connection.dialect.name == "sqlite" and rows > LONG


def prepare(connection: Connection) -> int:
    """Give numbers to the periods that are needed; say how many records only move."""
    connection.execute(text(_FIND_LEAVING), {"highest": connection.scalar(text(_HIGHEST % "new_usage_period"))})
    connection.execute(text(_FIND_MOVED))
    connection.execute(text(_LEAVE_THEM_OUT))
    taken = [connection.scalar(text(_HIGHEST % table)) for table in ("new_usage_period", "leaving_usage")]
    connection.execute(text(_FIND_ARRIVING), {"highest": max(taken)})
    return int(connection.scalar(text("SELECT count(*) FROM moved_usage")) or 0)


def write(work: Work) -> None:
    """Everything but the switch. What is seen stays as it was."""
    _in_pieces(work, "moved_usage", (_MAKE_LEAVING, _MOVE_TOTALS, _MOVE, *_TIDY_UP))
    with work.connection.begin():
        work.connection.execute(text(_FIND_DAYS))
    with _unreferenced(work.connection):
        _in_pieces(work, "new_usage", (_WRITE_RECORDS,))
        _in_pieces(work, "delta_usage", (_WRITE_TOTALS,))
    with work.connection.begin():
        work.connection.execute(text(_FORGET_WRITTEN))


def switch(connection: Connection, load_id: int) -> None:
    """Show it. As many rows as there are lines in the file, at most."""
    for statement in _SWITCH:
        connection.execute(text(statement), {"load_id": load_id})


def sweep(work: Work) -> None:
    """Delete what a killed import left under numbers that no period has."""
    if work.connection.dialect.name != "sqlite" or work.is_dry:
        return
    for statement in _SWEEP:
        are_more = True
        while are_more:
            with work.writing() as connection:
                are_more = connection.execute(text(statement), {"piece": PIECE}).rowcount > 0
            time.sleep(BREATH if are_more else 0)


def _in_pieces(work: Work, table: str, statements: Iterable[str]) -> None:
    with work.connection.begin():
        last = int(work.connection.scalar(text(f"SELECT max(rowid) FROM {table}")) or 0)  # noqa: S608
    for after in range(0, last, PIECE):
        with work.writing() as connection:
            for statement in statements:
                connection.execute(text(statement), {"after": after, "until": after + PIECE})
        time.sleep(BREATH)


@contextmanager
def _unreferenced(connection: Connection) -> Iterator[None]:
    """Sums of periods that are still to be made. Nobody else has this connection."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
