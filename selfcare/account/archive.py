"""Everything held on a customer, as one ZIP file.

Passwords, session tokens and codes are kept only as hashes, and those stay here: they would help nobody but a thief.
PUKs are in it: they belong to the customer. Numbers called are hidden as on the page: they belong to others, too, and a
password alone does not show them (docs/adr/0019); whole ones are to be had from billing.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from selfcare.account.consents import answers_of
from selfcare.account.models import Consent
from selfcare.attachments.folder import NAME as ATTACHMENTS
from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attachments_of
from selfcare.audit.models import Entry
from selfcare.audit.queries import entries_about
from selfcare.auth.models import Code, Credential, Device, SessionRow
from selfcare.billing.masking import masked
from selfcare.billing.models import UsagePeriod, UsageRecord
from selfcare.billing.notice_models import UsageWish
from selfcare.billing.queries import periods_for, records_of
from selfcare.clock import WARSAW
from selfcare.config import Settings
from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of, with_xml
from selfcare.lines.models import Line, LineOption
from selfcare.notifications.models import Message
from selfcare.notifications.queries import messages_to
from selfcare.tables import Table

HELD: dict[type[Table], tuple[str, ...]] = {  # what of each table is given out; a test looks at what is not
    Customer: (
        *("customer_no", "kind", "name", "nip", "street", "postcode", "city", "email", "contact_phone", "language"),
        *("chosen_language", "cycle_day", "bank_account", "paper_invoice", "status"),
    ),
    Line: (
        *("msisdn", "main", "kind", "activated_on", "status", "contact_phone", "iccid", "sim_kind", "sim_changed_at"),
        *("sim_blocked_at", "puk", "contract_until", "termination_fee", "ended_at"),
    ),
    LineOption: ("value", "begins_on", "ends_on"),
    Credential: ("changed_at",),
    Device: ("agent", "first_seen_at", "seen_at", "wrong_in_row", "wrong_at"),
    SessionRow: (
        *("stage", "msisdn", "first_channel", "my_device", "agent", "created_at", "seen_at", "proved_at"),
        *("confirmed_at", "expires_at", "ended_at"),
    ),
    Code: ("purpose", "channel", "created_at", "expires_at", "wrong_tries", "used_at", "voided_at"),
    Message: ("channel", "recipient", "kind", "subject", "text", "state", "created_at", "sent_at"),
    Invoice: (
        *("id", "number", "kind", "issued_on", "period_from", "period_to", "currency", "total", "to_pay"),
        *(
            "left_to_pay",
            "disputed",
            "answered_on",
            "due_on",
            "paid_on",
            "ksef_number",
            "seller_nip",
            "bank_account",
            "file_name",
        ),
        *("received_at", "sha256"),
    ),
    Attachment: ("id", "subject", "name", "mimetype", "size", "sha256", "kept_at"),
    Entry: ("at", "what", "actor", "facts", "request_id"),
    UsageRecord: (
        *("record_id", "started_at", "kind", "direction", "peer", "zone", "country", "seconds", "bytes", "units"),
        *("net", "vat_rate", "gross"),
    ),
    UsageWish: ("data", "roaming", "premium_limit"),
    Consent: ("purpose", "channel", "given", "text", "text_version", "at", "actor"),
}
_ROWS_AT_ONCE = 200
_INVOICES_AT_ONCE = 10  # each may bring megabytes


def write_archive(session: Session, customer: Customer, file: IO[bytes], *, now: datetime) -> None:
    """Write the ZIP into a file that can seek. Holds a few rows at a time, however many there are."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        _write(archive, "account.json", [_account(session, customer, now)], now)
        for name, query in _lists_of(customer).items():
            rows = session.scalars(query.execution_options(yield_per=_ROWS_AT_ONCE))
            _write(archive, name, _listed(facts_of(row) for row in rows), now)
        for period in session.scalars(periods_for(customer)).all():
            records = session.scalars(records_of([period]).execution_options(yield_per=_ROWS_AT_ONCE))
            _write(archive, _usage_name(period), _listed(facts_of(record) for record in records), now)
        for name, content in chain(_papers(session, customer), _files(session, customer)):
            _write(archive, name, [content], now)


def file_name(customer: Customer, now: datetime) -> str:
    """`account-1002456-2026-11-25.zip`."""
    return f"account-{_plain(customer.customer_no)}-{now.astimezone(WARSAW):%Y-%m-%d}.zip"


def facts_of(row: Table) -> dict[str, Any]:
    """What of a row is given out, as JSON can say it."""
    facts = {name: _as_json(getattr(row, name)) for name in held()[type(row)]}
    if isinstance(row, Line):
        facts["tariff"] = row.tariff.name if row.tariff else ""
    if isinstance(row, LineOption):
        facts |= {"msisdn": row.line.msisdn, "option": row.option.code}
    if isinstance(row, UsageRecord):
        facts["peer"] = masked(row.peer)
    return facts


def held() -> dict[type[Table], tuple[str, ...]]:
    """What of each table is given out, also of the features that are registered."""
    return HELD | {table: names for one in _holdings() for table, names in one.facts.items()}


def _account(session: Session, customer: Customer, now: datetime) -> bytes:
    credential = session.get(Credential, customer.id)
    account = {
        "made_at": now.isoformat(),
        "customer": facts_of(customer),
        "password": facts_of(credential) if credential else None,
    }
    return json.dumps(account, ensure_ascii=False, indent=1).encode()


def _lists_of(customer: Customer) -> dict[str, Select[Any]]:
    return {
        "lines.json": (
            select(Line).where(Line.customer_id == customer.id).order_by(Line.id).options(joinedload(Line.tariff))
        ),
        "options.json": (
            select(LineOption)
            .join(LineOption.line)
            .where(Line.customer_id == customer.id)
            .order_by(LineOption.id)
            .options(contains_eager(LineOption.line), joinedload(LineOption.option))
        ),
        "devices.json": select(Device).where(Device.customer_id == customer.id).order_by(Device.id),
        "sessions.json": select(SessionRow).where(SessionRow.customer_id == customer.id).order_by(SessionRow.id),
        "codes.json": select(Code).where(Code.customer_id == customer.id).order_by(Code.id),
        "messages.json": messages_to(customer),
        "invoices.json": invoices_of(customer),
        "attachments.json": attachments_of(customer.customer_no),
        "consents.json": answers_of(customer),
        "audit.json": entries_about(customer.customer_no),
        "usage_wishes.json": select(UsageWish).join(Line).where(Line.customer_id == customer.id).order_by(Line.id),
    } | {name: query for one in _holdings() for name, query in one.lists(customer).items()}


def _holdings() -> tuple[Holdings, ...]:
    return cast("tuple[Holdings, ...]", current_app.extensions["holdings"])


def _usage_name(period: UsagePeriod) -> str:
    """`usage/48500100200-FV-2026-11-000121.json`; the running period has no invoice yet."""
    return f"usage/{_plain(period.line.msisdn)}-{_plain(period.invoice_number) or 'running'}-{period.id}.json"


def _files(session: Session, customer: Customer) -> Iterator[tuple[str, bytes]]:
    """What was attached, under its number and its name; what the disk has lost is left out."""
    folder = cast("Settings", current_app.extensions["settings"]).data / ATTACHMENTS
    for attachment in session.scalars(attachments_of(customer.customer_no)):
        file = folder / attachment.place
        if file.is_file():
            stem, _, ending = attachment.name.rpartition(".")
            yield f"attachments/{attachment.id}-{_plain(stem)}.{ending}", file.read_bytes()


def _papers(session: Session, customer: Customer) -> Iterator[tuple[str, bytes]]:
    """Each invoice's XML, byte for byte, and the newest PDF that was made of it in each language."""
    query = with_xml(invoices_of(customer)).execution_options(yield_per=_INVOICES_AT_ONCE)
    for invoices in session.scalars(query).partitions():
        names = {f"invoice/{invoice.id}": _name_of(invoice) for invoice in invoices}
        yield from ((f"{_name_of(invoice)}.xml", invoice.xml.content) for invoice in invoices)
        made = session.scalars(select(Document).where(Document.subject.in_(names)).order_by(Document.id))
        newest = {f"{names[document.subject]}-{_language_of(document)}.pdf": document.content for document in made}
        yield from newest.items()


def _language_of(document: Document) -> str:
    return document.edition.partition("-")[0]


def _name_of(invoice: Invoice) -> str:
    return f"invoices/{invoice.issued_on}-{_plain(invoice.number)}-{invoice.id}"


def _plain(text: str) -> str:
    """A part of a file name: no slashes, no spaces, not too long."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:60]


def _listed(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A JSON list, one row a line."""
    opening = b"[\n"
    for row in rows:
        yield opening + json.dumps(row, ensure_ascii=False).encode()
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def _write(archive: ZipFile, name: str, chunks: Iterable[bytes], now: datetime) -> None:
    entry = ZipInfo(name, now.astimezone(WARSAW).timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as target:
        for chunk in chunks:
            target.write(chunk)


def _as_json(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):  # also a moment
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)
