"""Long files of usage on SQLite: others get their turn, and what is seen changes all at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select, text

from selfcare import database
from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.feeds import usage_pieces
from selfcare.money import Money
from tests.feeds.feed import Feed, counts

PIECE = 10
MANY = 45
Seen = list[tuple[str, str, str]]


@pytest.fixture(autouse=True)
def _short_pieces(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_pieces, "LONG", 20)
    monkeypatch.setattr(usage_pieces, "PIECE", PIECE)
    monkeypatch.setattr(usage_pieces, "BREATH", 0)
    feed.load_rows("customers", {})
    feed.load_rows("lines", *({"msisdn": f"+4850010020{number}"} for number in range(3)))


def rows(first: int = 0, count: int = MANY, **cells: str) -> list[dict[str, str]]:
    """Calls of three numbers in turn, over some days."""
    return [
        {
            "record_id": f"R{number:03d}",
            "msisdn": f"+4850010020{number % 3}",
            "started_at": f"2026-11-{1 + number // 10:02d}T{number % 10 + 8:02d}:00:00+01:00",
        }
        | cells
        for number in range(first, first + count)
    ]


def seen() -> Seen:
    """Every record that a page can find: its id, its number's invoice, its price."""
    query = (
        select(UsageRecord.record_id, UsagePeriod.invoice_number, UsageRecord.gross)
        .join(UsagePeriod, UsagePeriod.id == UsageRecord.period_id)
        .order_by(UsageRecord.record_id)
    )
    with database.db.engine.connect() as connection:
        return [(name, number, str(gross)) for name, number, gross in connection.execute(query)]


def totals_agree() -> bool:
    """Whether the sums that are seen are those of the records that are seen."""
    of_records = select(func.count(), func.sum(UsageRecord.gross), func.sum(UsageRecord.seconds)).select_from(
        UsageRecord.__table__.join(UsagePeriod.__table__, UsagePeriod.id == UsageRecord.period_id)
    )
    of_totals = select(
        func.sum(UsageTotal.records), func.sum(UsageTotal.gross), func.sum(UsageTotal.seconds)
    ).select_from(UsageTotal.__table__.join(UsagePeriod.__table__, UsagePeriod.id == UsageTotal.period_id))
    with database.db.engine.connect() as connection:
        records, totals = (tuple(connection.execute(query).one()) for query in (of_records, of_totals))
    return (records[0] or None, *records[1:]) == totals


@contextmanager
def written(portal: Flask) -> Iterator[list[int]]:
    """Yields how many rows of usage each transaction that has the write lock wrote; and looks after each of them."""
    found: list[int] = []

    def count(connection: Connection, cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("INSERT INTO usage_", "UPDATE usage_record")):
            found[-1] += getattr(cursor, "rowcount", 0)

    def begin(connection: Connection) -> None:
        found.append(0)

    engine = database.db.engine
    event.listen(engine, "begin", begin)
    event.listen(engine, "after_cursor_execute", count)
    try:
        yield found
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "after_cursor_execute", count)


def looking(load: Callable[[], object]) -> list[Seen]:
    """What is seen whenever a transaction begins, and in the end."""
    looks: list[Seen] = []
    busy: list[bool] = []

    def look(_connection: Connection) -> None:
        if not busy:
            busy.append(True)
            looks.append(seen())
            busy.clear()

    event.listen(database.db.engine, "begin", look)
    try:
        load()
    finally:
        event.remove(database.db.engine, "begin", look)
    return [*looks, seen()]


class Killed(BaseException):
    """Nothing catches it."""


def killed_before(number: int, load: Callable[[], object]) -> bool:
    """Whether there was a transaction with that number to be killed before."""
    begun: list[Connection] = []

    def kill(connection: Connection) -> None:
        begun.append(connection)
        if len(begun) == number:
            raise Killed

    event.listen(database.db.engine, "begin", kill)
    try:
        load()
    except Killed:
        return True
    finally:
        event.remove(database.db.engine, "begin", kill)
    return False


def only_on_sqlite(portal: Flask) -> None:
    if database.db.engine.dialect.name != "sqlite":
        pytest.skip("elsewhere nobody waits for a writer")


def test_no_piece_is_long_whatever_the_file_does(feed: Feed, portal: Flask) -> None:
    only_on_sqlite(portal)
    feed.load_rows("usage", *rows(count=15))

    for file in (rows(), rows(first=20, count=90), rows(invoice_number="FV/1"), rows(invoice_number="FV/2")):
        with written(portal) as pieces:
            feed.load_rows("usage", *file)

        assert max(pieces) <= 2 * PIECE + 10  # a move also writes sums, at both ends
        assert len(pieces) > len(file) / PIECE
        assert totals_agree()


def test_new_records_come_all_at_once_also_beside_old_ones(feed: Feed, portal: Flask) -> None:
    feed.load_rows("usage", *rows(count=15))

    looks = looking(lambda: feed.load_rows("usage", *rows()))

    assert set(map(len, looks)) == {15, MANY}
    assert totals_agree()
    assert {name for name, _number, _gross in looks[-1]} == {f"R{number:03d}" for number in range(MANY)}


def test_records_move_to_their_invoice_all_at_once(feed: Feed, portal: Flask) -> None:
    feed.load_rows("usage", *rows())
    feed.load_rows("usage", *rows(first=30, count=40))

    looks = looking(lambda: feed.load_rows("usage", *rows(count=60, invoice_number="FV/1")))

    moved = [[number for _name, number, _gross in look].count("FV/1") for look in looks]
    assert set(moved) == {0, 60}
    assert {len(look) for look in looks} == {70}
    assert totals_agree()
    assert {period.invoice_number for period in feed.all(select(UsagePeriod))} == {"", "FV/1"}


def test_prices_and_moves_in_one_file(feed: Feed, portal: Flask) -> None:
    feed.load_rows("usage", *rows())
    dearer = [row | {"gross": "1.23", "invoice_number": "FV/1"} for row in rows(count=5)]

    report = feed.load_rows("usage", *dearer, *rows(first=5, count=60, invoice_number="FV/1"))

    assert counts(report) == (20, MANY, 0, 0)
    assert seen() == [(f"R{number:03d}", "FV/1", "1.23" if number < 5 else "0.87") for number in range(65)]
    assert totals_agree()


def test_the_same_long_file_again_changes_nothing(feed: Feed, portal: Flask) -> None:
    feed.load_rows("usage", *rows(count=15))
    feed.load_rows("usage", *rows())
    feed.load_rows("usage", *rows(count=30, invoice_number="FV/1"))
    before = seen()

    again = feed.load_rows("usage", *rows())
    moved = feed.load_rows("usage", *rows(count=30, invoice_number="FV/1"))

    assert (counts(again), counts(moved)) == ((0, 0, MANY, 0), (0, 0, 30, 0))
    assert seen() == before


def test_what_a_killed_import_left_is_never_seen_and_is_swept_away(feed: Feed, portal: Flask) -> None:
    """Killed before each of its transactions in turn."""
    only_on_sqlite(portal)
    feed.load_rows("usage", *rows(count=30))
    before = seen()
    file = [*rows(invoice_number="FV/1"), *rows(60, 30)]
    after = sorted((row["record_id"], row.get("invoice_number", ""), "0.87") for row in file)

    for number in range(2, 60, 3):
        if not killed_before(number, lambda: feed.load_rows("usage", *file)):
            break
        assert seen() in (before, after)
        assert totals_agree()
    report = feed.load_rows("usage", *file)

    assert report.rejected == 0
    assert seen() == after
    assert totals_agree()
    assert feed.one(select(func.sum(UsageTotal.gross))) == Money(87 * (MANY + 30))
    with database.db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(select(func.count()).select_from(UsageRecord)) == MANY + 30
