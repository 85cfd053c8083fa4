"""A backup is one moment, whatever is written meanwhile, and comes back as it was."""

import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from selfcare.audit import actions as audit
from selfcare.audit.models import Entry
from selfcare.commands import rows
from selfcare.commands.portal import closing
from selfcare.commands.rows import tables
from selfcare.customers.models import Customer
from selfcare.database import begin_writing, session
from selfcare.invoices.models import Invoice, InvoiceXml
from selfcare.lines.queries import lines_of
from selfcare.money import Money
from selfcare.outbox.actions import put
from selfcare.outbox.models import Task
from tests import builders
from tests.commands.conftest import Installation, new_database

NOW = datetime(2026, 11, 25, 11, 0, 0, 123456, tzinfo=UTC)


def test_everything_comes_back_as_it_was(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)  # Anna's three lines come in two batches
    _fill(installation)
    other = Installation(tmp_path / "other")

    installation.run("backup", str(tmp_path / "one.zip"))
    other.run("restore", str(tmp_path / "one.zip"))

    assert _everything(other) == _everything(installation)
    assert (other.data / "attachments" / "a" / "letter.pdf").read_bytes() == b"%PDF"


def test_a_backup_of_the_embedded_database_restores_into_postgresql(tmp_path: Path, postgresql: str) -> None:
    small = Installation(tmp_path / "small")
    small.run("db", "upgrade")
    _fill(small)
    small.run("backup", str(tmp_path / "one.zip"))

    with new_database(postgresql) as url:
        large = Installation(tmp_path / "large", url)
        large.run("restore", str(tmp_path / "one.zip"))

        assert _everything(large) == _everything(small)
        assert _next_customer_id(large) > max(row["id"] for row in _everything(small)["customer"])
        assert _in_months(large) == 1


def test_it_is_one_moment_while_others_go_on_writing(installation: Installation, tmp_path: Path) -> None:
    """Each writer's transaction has one line of the log and one task: never one without the other."""
    other = Installation(tmp_path / "other")
    with _writing(installation) as count:
        while count() < 20:
            time.sleep(0.01)
        installation.run("backup", str(tmp_path / "one.zip"))
        written_meanwhile = count()

    other.run("restore", str(tmp_path / "one.zip"))
    app = other.portal()
    with closing(app), app.app_context():
        entries = set(session().scalars(select(Entry.facts)))
        tasks = set(session().scalars(select(Task.facts)))
    assert entries == tasks
    assert 20 <= len(entries) <= written_meanwhile


def test_the_file_is_private_and_says_what_is_in_it(embedded: Installation, tmp_path: Path) -> None:
    _fill(embedded)

    said = embedded.run("backup", str(tmp_path / "one.zip")).output

    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        contents = json.loads(archive.read("contents.json"))
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert contents["format"] == 1
    assert contents["tables"]["line"] == 3
    assert contents["attachments"] == 1
    assert (tmp_path / "one.zip").stat().st_mode & 0o077 == 0
    assert "The secret key is not in it." in said
    assert embedded.env["SELFCARE_SECRET_KEY"].encode() not in everything
    assert sorted(path.name for path in tmp_path.glob("one*")) == ["one.zip"]


def test_a_database_with_anything_in_it_is_refused(installation: Installation, tmp_path: Path) -> None:
    _fill(installation)
    installation.run("backup", str(tmp_path / "one.zip"))
    before = _everything(installation)

    said = installation.run("restore", str(tmp_path / "one.zip"), exit_code=2).output

    assert "The database is not empty" in said
    assert _everything(installation) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 7}, "this version reads format 1"),
        ({"revision": "0000"}, "The backup is at migration 0000"),
        ({"tables": {"audit": 99}}, "are listed. Nothing was changed."),
    ],
)
def test_a_backup_that_does_not_fit_leaves_the_database_empty(
    embedded: Installation, tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    _fill(embedded)
    embedded.run("backup", str(tmp_path / "one.zip"))
    _with_other_contents(tmp_path / "one.zip", tmp_path / "two.zip", changes)
    other = Installation(tmp_path / "other")

    said = other.run("restore", str(tmp_path / "two.zip"), exit_code=2).output

    assert sentence in " ".join(said.split())
    other.run("db", "upgrade")
    assert not any(_everything(other).values())


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear customer")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpeg", b"")
    installation = Installation(tmp_path / "data")

    for name in ("letter.txt", "photos.zip"):
        assert "not a whole backup" in installation.run("restore", str(tmp_path / name), exit_code=2).output


def test_a_place_where_nothing_can_be_written_is_one_sentence(embedded: Installation, tmp_path: Path) -> None:
    said = embedded.run("backup", str(tmp_path / "nowhere" / "one.zip"), exit_code=2).output

    assert "cannot be written: No such file or directory" in " ".join(said.split())


def _fill(installation: Installation) -> None:
    """Every kind of column: amounts, moments, dates, bytes, yes and no, nothing, Polish letters."""
    app = installation.portal()
    with closing(app), app.app_context():
        anna = builders.make_anna(session(), builders.make_tariff(session(), available_from=date(2026, 1, 1)))
        invoice = Invoice(
            sha256=bytes(range(32)),
            customer_id=anna.id,
            number="FV/2026/11/000121",
            kind="VAT",
            issued_on=date(2026, 11, 1),
            currency="PLN",
            total=Money(11489),
            to_pay=Money(11489),
            left_to_pay=Money(-5),
            seller_nip="9999999999",
            received_at=NOW,
        )
        session().add(invoice)
        session().flush()
        session().add(InvoiceXml(invoice_id=invoice.id, content="<Faktura>ąęłż\n\x00</Faktura>".encode()))
        line = session().scalars(lines_of(anna).limit(1)).one()
        builders.make_record(session(), builders.make_period(session(), line, "FV/2026/11/000121"), NOW)
        session().commit()
    (installation.data / "attachments" / "a").mkdir(parents=True)
    (installation.data / "attachments" / "a" / "letter.pdf").write_bytes(b"%PDF")


def _everything(installation: Installation) -> dict[str, list[dict[str, Any]]]:
    app = installation.portal()
    with closing(app), app.app_context():
        return {
            table.name: [dict(row) for row in session().execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in tables()
        }


def _in_months(installation: Installation) -> int:
    """Records of usage that lie in the partition of their month."""
    app = installation.portal()
    with closing(app), app.app_context():
        return session().scalar(text("SELECT count(*) FROM usage_record__2026_11")) or 0


def _next_customer_id(installation: Installation) -> int:
    app = installation.portal()
    with closing(app), app.app_context():
        customer: Customer = builders.make_customer(session(), "next")
        return customer.id


@contextmanager
def _writing(installation: Installation) -> Iterator[Callable[[], int]]:
    """Somebody writes all the time; gives a function that says how many transactions there were."""
    stop = threading.Event()
    app = installation.portal()
    writer = threading.Thread(target=_write_pairs, args=(app, stop.is_set))
    with closing(app):
        writer.start()
        try:
            yield lambda: _count(app)
        finally:
            stop.set()
            writer.join()


def _count(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Entry)) or 0


def _write_pairs(app: Flask, stopped: Callable[[], bool]) -> None:
    for number in range(10_000):
        if stopped():
            break
        with app.app_context():
            begin_writing()
            audit.record(session(), "wrote", now=NOW, number=number)
            session().flush()
            put(session(), "wrote", {"number": number}, now=NOW)
            session().commit()


def _with_other_contents(file: Path, changed: Path, changes: dict[str, Any]) -> None:
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            if name != "contents.json":
                after.writestr(name, before.read(name))
        contents = json.loads(before.read("contents.json"))
        listed = contents["tables"] | changes.get("tables", {})
        after.writestr("contents.json", json.dumps(contents | changes | {"tables": listed}))
