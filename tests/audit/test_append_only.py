"""The log keeps every line, whoever asks to lose it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.audit import triggers
from selfcare.audit.actions import forget_old, record
from selfcare.audit.jobs import forget_old as retention
from selfcare.audit.models import Entry
from selfcare.audit.queries import entries_about


def note(db: Session, *, days_ago: float = 0, **facts: Any) -> None:
    record(db, "signed_in", now=clock.now() - timedelta(days=days_ago), customer_no="1002456", **facts)
    db.flush()


def lines(db: Session) -> list[Entry]:
    return list(db.scalars(entries_about("1002456")))


def refused(db: Session, statement: Any) -> bool:
    try:
        with db.begin_nested():
            db.execute(statement)
    except DBAPIError as error:
        return "append-only" in str(error)
    return False


def test_a_line_says_what_was_done_by_whom_and_when(db: Session) -> None:
    note(db, days_ago=1, request_id="r1")
    note(db, actor="bok@example.org", reason="a call", count=2)

    newest, oldest = lines(db)

    assert (newest.what, newest.actor, newest.facts) == (
        "signed_in",
        "bok@example.org",
        '{"count": 2, "reason": "a call"}',
    )
    assert (oldest.actor, oldest.request_id, oldest.facts) == ("customer", "r1", "{}")


@pytest.mark.parametrize(
    "statement",
    [
        update(Entry).values(actor="nobody"),
        text("UPDATE audit SET at = at"),
        delete(Entry),
        text("DELETE FROM audit WHERE what = 'signed_in'"),
    ],
)
def test_a_line_can_neither_be_changed_nor_deleted(db: Session, statement: Any) -> None:
    note(db)

    assert refused(db, statement)
    assert len(lines(db)) == 1


@pytest.mark.parametrize("days_ago", [1, 364])
def test_the_door_of_retention_is_shut_for_a_year(db: Session, days_ago: int) -> None:
    note(db, days_ago=days_ago)

    assert refused(db, delete(Entry))


def test_an_old_line_may_go_but_not_be_changed(db: Session) -> None:
    note(db, days_ago=366)

    assert refused(db, update(Entry).values(actor="nobody"))
    assert not refused(db, delete(Entry))
    assert lines(db) == []


def test_it_cannot_be_emptied_or_written_over(db: Session) -> None:
    note(db)
    if db.get_bind().dialect.name == "postgresql":
        assert refused(db, text("TRUNCATE audit"))
    else:
        columns = "id, at, customer_no, actor, what, facts, request_id"
        assert refused(db, text(f"INSERT OR REPLACE INTO audit ({columns}) SELECT {columns} FROM audit"))  # noqa: S608

    assert len(lines(db)) == 1


def test_retention_deletes_what_is_older_than_the_setting(db: Session) -> None:
    for days_ago in (1, 900, 1900):
        note(db, days_ago=days_ago)

    forget_old(db, now=clock.now(), keep_days=1825)

    assert len(lines(db)) == 2


def test_retention_keeps_a_year_even_if_it_is_told_to_keep_nothing(db: Session) -> None:
    for days_ago in (1, 364, 400):
        note(db, days_ago=days_ago)

    forget_old(db, now=clock.now(), keep_days=0)

    assert len(lines(db)) == 2


def test_the_daily_job_keeps_to_the_setting(app: Flask, db: Session) -> None:
    days = app.extensions["settings"].keep_audit_days
    note(db, days_ago=days - 1)
    note(db, days_ago=days + 1)

    retention(db, now=clock.now())

    assert len(lines(db)) == 1


def test_a_migration_can_take_the_triggers_away_and_put_them_back(app: Flask, db: Session) -> None:
    note(db)
    connection = db.connection()

    triggers.drop(connection)
    assert not refused(db, update(Entry).values(actor="nobody"))
    triggers.create(connection)

    assert refused(db, update(Entry).values(actor="somebody"))


def test_the_demo_keeps_everything(app: Flask, db: Session) -> None:
    """Its clock may be years ahead of the database's, which would refuse."""
    settings = app.extensions["settings"]
    note(db)

    app.extensions["settings"] = replace(settings, demo=True)
    retention(db, now=clock.now() + timedelta(days=4000))
    app.extensions["settings"] = settings

    assert len(lines(db)) == 1
