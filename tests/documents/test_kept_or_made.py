"""Documents are made once, whoever asks and whatever happens."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from selfcare import database
from selfcare.documents.actions import kept_or_made
from selfcare.documents.models import Document
from selfcare.documents.queries import document_of
from tests.builders import NOON


def never() -> bytes:
    raise AssertionError("made again")


def test_the_first_one_is_kept_for_ever(db: Session) -> None:
    made = kept_or_made(db, "invoice/1", "pl-1", lambda: b"first", NOON)
    db.expire_all()

    again = kept_or_made(db, "invoice/1", "pl-1", never, NOON)

    assert again is made
    assert (again.content, again.sha256, again.made_at) == (b"first", hashlib.sha256(b"first").digest(), NOON)


def test_each_subject_and_edition_has_its_own(db: Session) -> None:
    kept_or_made(db, "invoice/1", "pl-1", lambda: b"first", NOON)

    assert kept_or_made(db, "invoice/1", "en-1", lambda: b"other", NOON).content == b"other"
    assert kept_or_made(db, "invoice/2", "pl-1", lambda: b"another", NOON).content == b"another"


def test_somebody_quicker_wins(db: Session) -> None:
    def make_while_another_does() -> bytes:
        digest = hashlib.sha256(b"quicker").digest()
        facts = {"subject": "invoice/1", "edition": "pl-1", "sha256": digest, "content": b"quicker", "made_at": NOON}
        db.execute(insert(Document).values(**facts))
        return b"slower"

    found = kept_or_made(db, "invoice/1", "pl-1", make_while_another_does, NOON)

    assert found.content == b"quicker"
    assert db.scalars(document_of("invoice/1", "pl-1")).one() is found


def test_a_database_that_cannot_take_it_does_not_stop_the_reader(db: Session) -> None:
    with refused_writes(db):
        made = kept_or_made(db, "invoice/1", "pl-1", lambda: b"first", NOON)

    assert (made.content, made.sha256) == (b"first", hashlib.sha256(b"first").digest())
    assert db.scalars(document_of("invoice/1", "pl-1")).one_or_none() is None
    assert kept_or_made(db, "invoice/1", "pl-1", lambda: b"first", NOON) is not made


def test_what_cannot_be_made_is_not_kept(db: Session) -> None:
    with pytest.raises(AssertionError):
        kept_or_made(db, "invoice/1", "pl-1", never, NOON)

    assert db.scalars(document_of("invoice/1", "pl-1")).one_or_none() is None


@contextmanager
def refused_writes(db: Session) -> Iterator[None]:
    """SQLite takes no writes; in PostgreSQL somebody else holds the table for longer than we wait."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("PRAGMA query_only = ON"))
        yield
        db.execute(text("PRAGMA query_only = OFF"))
        return
    db.execute(text("SET LOCAL lock_timeout = '50ms'"))
    with database.db.engine.connect() as other:
        other.execute(text("LOCK TABLE document IN SHARE MODE"))
        yield
