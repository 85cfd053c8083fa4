"""The demo's feed: the files that a billing system would export, written into one folder."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from selfcare.brand import DEMO_FILE, Operator, operator_from
from selfcare.demo import fa3, options, usage
from selfcare.demo.bills import Bill
from selfcare.demo.crowd import crowd
from selfcare.demo.people import PLANS, Person, Plan, Sim, anna, bartek
from selfcare.demo.statements import FIRST_NUMBER, bills_of, bills_since
from selfcare.money import Money

TARIFFS = (
    "code,name,kind,monthly_gross,data_mb,eu_data_mb,minutes,sms,mms,rate_minute,rate_sms,rate_mms,rate_mb,"
    "available_from,available_to,price_list_url,promotion_url"
)
CUSTOMERS = (
    "customer_no,kind,name,nip,street,postcode,city,email,contact_phone,language,cycle_day,bank_account,paper_invoice"
)
LINES = (
    "msisdn,customer_no,main,kind,tariff_code,activated_on,status,contact_phone,iccid,sim_kind,sim_changed_at,puk,"
    "contract_until,termination_fee"
)
INVOICES = "file,ksef_number,customer_no,received_at"
PAYMENTS = "payment_id,customer_no,booked_on,amount,title,method,payer"
_METHODS = ("transfer", "transfer", "transfer", "online", "online", "card", "cash")


def write_feed(folder: Path, today: date, *, customers: int = 0) -> int:
    """Write what is not there yet; say how many files changed. A file that exists keeps its bytes for ever."""
    if folder.exists():
        return _write(folder, today, customers)
    unfinished = folder.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    changed = _write(unfinished, today, customers)
    unfinished.rename(folder)
    return changed


def _write(folder: Path, today: date, customers: int) -> int:
    seller = operator_from(DEMO_FILE)
    people = [anna(today), bartek(today), *crowd(today, customers)]
    (folder / "invoices").mkdir(parents=True, exist_ok=True)
    new = [bill for person, newest in _with_newest(folder, people) for bill in _new_bills(person, newest, today)]
    changed = [
        _append(folder / "tariffs.csv", TARIFFS, map(_tariff, PLANS)),
        _append(folder / "options.csv", options.OPTIONS, map(list, options.SOLD)),
        _append(folder / "customers.csv", CUSTOMERS, map(_customer, people)),
        _append(folder / "lines.csv", LINES, (_line(person, sim) for person in people for sim in person.sims)),
        _once(folder / "line_options.csv", options.LINE_OPTIONS, options.held_by(people, today)),
        _append(folder / "invoices.csv", INVOICES, (_row(bill, seller) for bill in new)),
        _append(folder / "payments.csv", PAYMENTS, (_payment(bill) for bill in new if bill.paid)),
    ]
    changed += _write_usage(folder / "usage", people[:2], new, today)
    for bill in new:  # last: an invoice that is there has its row in invoices.csv
        _replace(folder / "invoices" / bill.file_name, fa3.written(bill, seller))
    return len(new) + sum(changed)


def _write_usage(folder: Path, people: Sequence[Person], new: Sequence[Bill], today: date) -> list[bool]:
    """The running period again and again; what is on an invoice once, with the invoice."""
    folder.mkdir(exist_ok=True)
    oldest = {person.customer_no: person.periods[-usage.MONTHS].first for person in people}
    bills = [
        bill for bill in new if not bill.corrects and bill.period.first > oldest.get(bill.person.customer_no, today)
    ]
    months: dict[str, list[list[str]]] = {}
    for bill in bills:
        months.setdefault(f"{bill.period.before.first:%Y-%m}.csv", []).extend(usage.invoiced(bill))
    months["running.csv"] = [row for person in people for row in usage.running(person, today)]
    return [_write_rows(folder / name, usage.USAGE, rows) for name, rows in months.items()]


def _once(file: Path, header: str, rows: Iterable[list[str]]) -> bool:
    """What it says belongs to the day on which the demo was made."""
    return not file.exists() and _write_rows(file, header, rows)


def _write_rows(file: Path, header: str, rows: Iterable[list[str]]) -> bool:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    if file.exists() and file.read_text(encoding="utf-8") == text.getvalue():
        return False
    _replace(file, text.getvalue().encode())
    return True


def _with_newest(folder: Path, people: Sequence[Person]) -> Iterator[tuple[Person, tuple[int, int]]]:
    """Each person with the (year, month) of the newest invoice in the folder; (0, 0) if there is none."""
    newest: dict[str, tuple[int, int]] = {}
    for file in sorted(folder.glob("invoices/FV-*.xml")):  # by month, so the last one stays
        _kind, year, month, number = file.stem.split("-")
        newest[number] = (int(year), int(month))
    for person in people:
        yield person, newest.get(f"{FIRST_NUMBER + person.place:06d}", (0, 0))


def _new_bills(person: Person, newest: tuple[int, int], today: date) -> list[Bill]:
    return bills_since(person, newest, today) if newest > (0, 0) else bills_of(person, today)


def _tariff(plan: Plan) -> list[str]:
    texts = str(plan.texts)
    allowance = [str(plan.data_mb), str(plan.eu_data_mb), str(plan.minutes), texts, texts]
    rates = ["0.29", "0.12", "0.49", "0.01"]
    pages = [f"https://listek.example/{kind}/{plan.code.lower()}.pdf" for kind in ("cennik", "promocja")]
    sold = [plan.since.isoformat(), plan.until.isoformat() if plan.until else ""]
    return [plan.code, plan.name, plan.kind, str(plan.monthly), *allowance, *rates, *sold, *pages]


def _customer(person: Person) -> list[str]:
    kind = "business" if person.is_business else "consumer"
    address = [person.street, person.postcode, person.city, person.email, person.main.msisdn]
    paper = str(int(person.paper_invoice))
    rest = [person.language, str(person.cycle_day), person.bank_account, paper]
    return [person.customer_no, kind, person.name, person.nip, *address, *rest]


def _line(person: Person, sim: Sim) -> list[str]:
    holder = [sim.msisdn, person.customer_no, str(int(sim.is_main)), sim.plan.kind, sim.plan.code]
    card = [sim.contact_phone, sim.iccid, sim.sim_kind, "", sim.puk]
    until = sim.contract_until.isoformat() if sim.contract_until else ""
    return [*holder, sim.activated_on.isoformat(), "active", *card, until, str(sim.termination_fee or "")]


def _row(bill: Bill, seller: Operator) -> list[str]:
    return [bill.file_name, bill.ksef_number(seller.nip), bill.person.customer_no, bill.received_at.isoformat()]


def _payment(bill: Bill) -> list[str]:
    """Most people send a transfer; all of them say what for."""
    amount, booked_on = bill.paid or (Money(), bill.issued_on)
    dice = Random(f"payment/{bill.number}")  # noqa: S311  # the same every time, nothing secret
    method = dice.choice(_METHODS)
    title = bill.number if bill.part_paid else dice.choice((bill.number, bill.number, f"Faktura {bill.number}"))
    payer = bill.person.name if method != "cash" else ""
    return [f"W-{bill.number}", bill.person.customer_no, booked_on.isoformat(), str(amount), title, method, payer]


def _append(file: Path, header: str, rows: Iterable[list[str]]) -> bool:
    """Add the rows whose first column is not in the file yet; the others stay as they are."""
    before = file.read_text(encoding="utf-8") if file.exists() else header + "\n"
    known = {row[0] for row in csv.reader(io.StringIO(before))}
    more = io.StringIO()
    csv.writer(more, lineterminator="\n").writerows(row for row in rows if row[0] not in known)
    if more.getvalue():
        _replace(file, (before + more.getvalue()).encode())
    return bool(more.getvalue())


def _replace(file: Path, content: bytes) -> None:
    """A file is there whole or not at all, also when the machine stops half-way."""
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
