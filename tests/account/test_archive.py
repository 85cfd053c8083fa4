import io
import json
import tracemalloc
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from selfcare.account.archive import file_name, held, write_archive
from selfcare.account.models import Consent
from selfcare.attachments import actions as attachments
from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment
from selfcare.audit import actions as audit
from selfcare.auth.models import Code, Credential, Device, SessionRow
from selfcare.billing.models import UsageRecord
from selfcare.billing.notice_models import UsageWish
from selfcare.contact.models import CallBack, ContactMessage, Thread
from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.notifications.models import Message
from selfcare.orders.contact_models import ContactChange
from tests import builders
from tests.builders import NOON

KEPT_BACK = {  # columns that are not given out, and why
    Customer: {"id", "search_name"},  # mean nothing outside
    Line: {"id", "customer_id", "tariff_id"},
    LineOption: {"id", "line_id", "option_id"},
    Consent: {"id", "customer_id", "request_id"},
    ContactChange: {"id", "customer_id", "session_id", "new_code_id", "old_code_id", "order_id", "way_back"},
    Credential: {"customer_id", "password_hash"},  # helps only a thief
    Device: {"id", "customer_id", "token_hash"},
    SessionRow: {"id", "customer_id", "device_id", "token_hash", "login_key", "typed_login", "next_path"}
    | {"new_password_hash", "former_token_hash", "former_until"},
    Code: {"id", "session_id", "customer_id", "login_key", "keyed_hash"},
    Message: {"id", "customer_id", "provider_id"},
    Invoice: {"customer_id"},
    UsageRecord: {"period_id"},
    UsageWish: {"line_id"},
    Attachment: {"customer_no", "place"},
    Thread: {"customer_id", "line_id", "answer_by"},
    ContactMessage: {"once"},
    CallBack: {"id", "customer_id"},
}


def packed(db: Session, customer: Customer) -> ZipFile:
    file = io.BytesIO()
    write_archive(db, customer, file, now=NOON)
    return ZipFile(file)


def read(archive: ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def test_every_column_is_given_out_or_kept_back_on_purpose(app: Flask) -> None:
    with app.app_context():
        tables = held()

    for table, names in tables.items():
        columns = set(inspect(table).column_attrs.keys())
        assert set(names) <= columns
        if table in KEPT_BACK:
            assert columns - set(names) == KEPT_BACK[table], table


def test_usage_is_in_it_with_numbers_as_they_are_shown(db: Session, anna: Customer, bartek: Customer) -> None:
    line, other = (db.query(Line).filter_by(customer_id=customer.id, main=True).one() for customer in (anna, bartek))
    builders.make_record(db, builders.make_period(db, line))
    builders.make_record(db, builders.make_period(db, line, "FV/1"), peer="75550", gross=Money(615))
    builders.make_record(db, builders.make_period(db, other))
    db.add(UsageWish(line_id=line.id, premium_limit=Money(10000)))
    db.flush()

    archive = packed(db, anna)

    running, billed = [name for name in archive.namelist() if name.startswith("usage/")]
    assert running.startswith("usage/48500100200-running-")
    assert billed.startswith("usage/48500100200-FV-1-")
    assert [record["peer"].replace("\u00a0", " ") for record in read(archive, running)] == ["600 *** 001"]
    assert [(record["peer"], record["gross"]) for record in read(archive, billed)] == [("75550", "6.15")]
    assert read(archive, "usage_wishes.json")[0]["premium_limit"] == "100.00"


def test_the_account_and_its_lines_are_in_it_with_their_puks(db: Session, anna: Customer) -> None:
    archive = packed(db, anna)

    account = read(archive, "account.json")
    assert account["customer"]["name"] == "Anna Nowak"
    assert account["made_at"] == "2026-11-25T11:00:00+00:00"
    assert account["password"] == {"changed_at": "2026-11-25T11:00:00+00:00"}
    assert [line["puk"] for line in read(archive, "lines.json")] == ["12345678", "22345678", ""]
    assert read(archive, "lines.json")[0]["tariff"] == "Listek 30 GB"


def test_a_customer_without_anything_gets_a_complete_archive_too(db: Session) -> None:
    nobody = builders.make_customer(db, "7")

    archive = packed(db, nobody)

    assert archive.testzip() is None
    assert read(archive, "account.json")["password"] is None
    lists = [name for name in archive.namelist() if name != "account.json"]
    assert {name: read(archive, name) for name in lists} == {name: [] for name in lists}


def test_invoices_are_in_it_byte_for_byte_with_the_pdfs_that_were_made(db: Session, anna: Customer) -> None:
    invoice = builders.make_invoice(db, anna, "FV/2026/11/000123", xml=b"\xef\xbb\xbf<Faktura>\xc5\x82</Faktura>")
    builders.make_invoice(db, anna, "FV/2026/10/000119", issued_on=date(2026, 9, 30))
    for edition, content in (("pl-1-aaaa", b"%PDF old"), ("pl-2-bbbb", b"%PDF"), ("en-2-bbbb", b"%PDF en")):
        subject = f"invoice/{invoice.id}"
        db.add(Document(subject=subject, edition=edition, sha256=b"", content=content, made_at=NOON))
        db.flush()

    archive = packed(db, anna)

    stem = f"invoices/2026-10-31-FV-2026-11-000123-{invoice.id}"
    assert archive.read(f"{stem}.xml") == b"\xef\xbb\xbf<Faktura>\xc5\x82</Faktura>"
    assert (archive.read(f"{stem}-pl.pdf"), archive.read(f"{stem}-en.pdf")) == (b"%PDF", b"%PDF en")
    assert len([name for name in archive.namelist() if name.endswith(".xml")]) == 2
    facts = read(archive, "invoices.json")[0]
    assert (facts["number"], facts["total"], facts["due_on"]) == ("FV/2026/11/000123", "114.89", "2026-12-14")
    assert facts["sha256"] == invoice.sha256.hex()


def test_messages_sign_ins_and_history_are_in_it(db: Session, anna: Customer) -> None:
    device = Device(customer_id=anna.id, token_hash=b"d" * 32, agent="Opera, Linux", first_seen_at=NOON, seen_at=NOON)
    db.add(device)
    db.add(Message(customer_id=anna.id, channel="sms", recipient="+48500100200", kind="x", text="hi", created_at=NOON))
    audit.record(db, "signed_in", now=NOON, customer_no=anna.customer_no, device="Opera, Linux")

    archive = packed(db, anna)

    assert read(archive, "messages.json")[0]["text"] == "hi"
    assert read(archive, "devices.json")[0]["agent"] == "Opera, Linux"
    assert read(archive, "audit.json")[0]["what"] == "signed_in"


def test_questions_and_their_files_are_in_it(app: Flask, db: Session, anna: Customer, bartek: Customer) -> None:
    folder = app.extensions["settings"].data / "attachments"
    for customer, words in ((anna, "May I?"), (bartek, "Not hers")):
        thread = Thread(customer_id=customer.id, subject="A number", opened_at=NOON, changed_at=NOON)
        db.add(thread)
        db.flush()
        db.add(ContactMessage(thread_id=thread.id, text=words, written_at=NOON))
        db.add(CallBack(customer_id=customer.id, phone="+48500100200", begins_at=NOON, asked_at=NOON))
        letter = Accepted("mój list.pdf", "application/pdf", words.encode())
        attachments.keep(db, folder, letter, "contact/1", customer_no=customer.customer_no, now=NOON)
    lost = attachments.keep(db, folder, letter, "contact/1", customer_no=anna.customer_no, now=NOON)
    (folder / lost.place).unlink()
    db.flush()

    archive = packed(db, anna)

    assert [one["subject"] for one in read(archive, "questions.json")] == ["A number"]
    assert [one["text"] for one in read(archive, "question-messages.json")] == ["May I?"]
    assert [one["phone"] for one in read(archive, "call-backs.json")] == ["+48500100200"]
    assert [one["name"] for one in read(archive, "attachments.json")] == ["mój list.pdf", "mój list.pdf"]
    files = [name for name in archive.namelist() if name.startswith("attachments/")]
    assert [archive.read(name) for name in files] == [b"May I?"]


def test_no_hash_of_a_password_token_or_code_is_in_it(db: Session, anna: Customer) -> None:
    row = SessionRow(
        token_hash=b"t" * 32,
        login_key=b"l" * 32,
        customer_id=anna.id,
        stage="signed_in",
        new_password_hash="$argon2id$waiting",
        created_at=NOON,
        seen_at=NOON,
        expires_at=NOON + timedelta(hours=1),
    )
    db.add(row)
    db.flush()
    db.add(
        Code(
            session_id=row.id,
            customer_id=anna.id,
            login_key=b"l" * 32,
            keyed_hash=b"k" * 32,
            purpose="sign_in",
            created_at=NOON,
            expires_at=NOON,
        )
    )

    archive = packed(db, anna)

    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert read(archive, "sessions.json")
    assert read(archive, "codes.json")
    for secret in (b"argon2", b"t" * 32, (b"t" * 32).hex().encode(), (b"l" * 32).hex().encode(), b"6b6b6b6b"):
        assert secret not in everything


def test_nothing_of_others_is_in_it(db: Session, anna: Customer, bartek: Customer) -> None:
    builders.make_invoice(db, bartek, "FV/BARTEK")
    audit.record(db, "signed_in", now=NOON, customer_no=bartek.customer_no)

    archive = packed(db, anna)

    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Bartek" not in everything
    assert b"BARTEK" not in everything
    assert b"1002457" not in everything


def test_memory_does_not_grow_with_the_account(db: Session, anna: Customer, tmp_path: Any) -> None:
    for number in range(60):
        builders.make_invoice(db, anna, f"FV/{number}", xml=bytes([number]) * 400_000)
    db.flush()
    db.expunge_all()
    anna = db.get_one(Customer, anna.id)

    with (tmp_path / "account.zip").open("wb") as file:
        tracemalloc.start()
        write_archive(db, anna, file, now=NOON)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 60 * 400_000 / 2


def test_the_file_is_named_after_customer_and_day(anna: Customer) -> None:
    anna.customer_no = "A/7 x"

    assert file_name(anna, NOON) == "account-A-7-x-2026-11-25.zip"
