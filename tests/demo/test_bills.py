"""The invoices of the demo: right by the official schema and to the grosz, and telling a story."""

import csv
import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from selfcare.demo.bills import Bill
from selfcare.demo.crowd import crowd
from selfcare.demo.people import anna, bartek
from selfcare.demo.periods import Period, periods_until
from selfcare.demo.statements import bills_of
from selfcare.demo.world import write_feed
from selfcare.invoices import fa3, ksef
from selfcare.invoices.document import Document
from selfcare.money import Money

pytestmark = pytest.mark.xdist_group("demo")

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "feed"
    write_feed(folder, TODAY, customers=30)
    return folder


@pytest.fixture(scope="module")
def documents(feed: Path) -> dict[str, Document]:
    """Every invoice of the feed, as our reader reads it."""
    return {file.name: fa3.read(file.read_bytes()) for file in sorted(feed.glob("invoices/*.xml"))}


@pytest.fixture(scope="module")
def annas(documents: dict[str, Document]) -> list[Document]:
    """Anna's invoices without the correction, the newest first."""
    return [documents[name] for name in sorted(documents, reverse=True) if name.endswith("-000121.xml")]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The official one. Its parts name each other by web address; here they lie side by side."""
    folder = tmp_path_factory.mktemp("schema")
    for part in (files("ksef_client") / "documents" / "fa3" / "schemas").iterdir():
        if part.name.endswith(".xsd"):
            text = re.sub(r'(schemaLocation=")[^"]*/', r"\1", part.read_text(encoding="utf-8"))
            (folder / part.name).write_text(text, encoding="utf-8")
    return etree.XMLSchema(etree.parse(folder / "schemat_FA(3)_v1-0E.xsd"))


def test_the_official_schema_accepts_every_one(feed: Path, schema: etree.XMLSchema) -> None:
    for file in feed.glob("invoices/*.xml"):
        schema.assertValid(etree.parse(file))


def test_net_and_vat_are_the_gross_total(documents: dict[str, Document]) -> None:
    for document in documents.values():
        (row,) = document.vat
        lines = [line for line in document.lines if not line.before]
        before = [line for line in document.lines if line.before]
        said = Money(sum((line.amount or Money()).grosze for line in lines))
        said -= Money(sum((line.amount or Money()).grosze for line in before))

        assert row.gross == document.total
        assert said == (row.net if document.buyer.nip else document.total)
        assert abs((row.net.zlote * 23 / 100 - (row.vat or Money()).zlote) * 100) <= 1


def test_every_document_says_that_it_is_invented(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert "Dokument demonstracyjny – dane wymyślone" in {note.value for note in document.notes}


def test_ksef_numbers_are_right_and_begin_with_february_2026(feed: Path, documents: dict[str, Document]) -> None:
    rows = list(csv.DictReader((feed / "invoices.csv").read_text(encoding="utf-8").splitlines()))

    for row in rows:
        issued_on = documents[row["file"]].issued_on
        assert bool(row["ksef_number"]) == (issued_on >= date(2026, 2, 1))
        assert not row["ksef_number"] or ksef.is_valid(row["ksef_number"])
        assert row["ksef_number"][11:19] in {"", f"{issued_on:%Y%m%d}"}
    assert len({row["ksef_number"] for row in rows if row["ksef_number"]}) == sum(bool(r["ksef_number"]) for r in rows)


def test_both_have_24_months_up_to_this_one(documents: dict[str, Document], annas: list[Document]) -> None:
    barteks = [documents[name] for name in sorted(documents, reverse=True) if name.endswith("-000122.xml")]

    for theirs in (annas, barteks):
        assert [one.period_from for one in theirs[::23]] == [date(2026, 11, 1), date(2024, 12, 1)]
        assert len({one.period_from for one in theirs}) == 24


def test_a_consumer_has_no_tax_number_and_a_firm_has_one(documents: dict[str, Document]) -> None:
    assert documents["FV-2026-11-000121.xml"].buyer.nip == ""
    assert documents["FV-2026-11-000122.xml"].buyer.nip == "1111111111"
    assert documents["FV-2026-11-000122.xml"].seller.nip == "9999999999"


def test_the_newest_is_due_in_some_days_and_one_before_is_overdue(annas: list[Document]) -> None:
    open_ones = [one for one in annas if one.left_to_pay]

    assert [one.due_on and one.due_on > TODAY for one in open_ones] == [True, True, False]
    assert annas[0].due_on
    assert timedelta(days=3) < annas[0].due_on - TODAY <= timedelta(days=14)


def test_one_was_paid_in_part_and_may_be_paid_later(annas: list[Document]) -> None:
    part_paid = annas[1]

    assert part_paid.due_on == annas[0].due_on
    assert any("Przedłużony" in note.value for note in part_paid.notes)


def test_a_correction_names_the_invoice_and_its_money_comes_back(documents: dict[str, Document]) -> None:
    (correction,) = [one for one in documents.values() if one.kind == "KOR"]
    assert correction.correction
    (fact,) = correction.correction.corrected
    (wrong,) = [one for one in documents.values() if one.number == fact.number]
    (later,) = [one for one in documents.values() if one.settlement]

    assert correction.total == Money(-1230)
    assert fact.issued_on == wrong.issued_on
    assert ksef.is_valid(fact.ksef_number)
    assert any(line.name.startswith("SMS premium") and line.amount == Money(1230) for line in wrong.lines)
    assert later.settlement
    assert later.settlement.deductions[0].amount == Money(1230)
    assert correction.number in later.settlement.deductions[0].reason
    assert later.to_pay == later.total - Money(1230)


def test_the_first_invoice_holds_the_rest_of_the_running_period_and_a_fee(annas: list[Document]) -> None:
    names = [line.name for line in annas[-1].lines if line.msisdn == "+48500100200"]

    assert names[:3] == [
        "Opłata aktywacyjna",
        "Listek 30 GB, abonament 18–30 listopada",
        "Listek 30 GB, abonament 1–31 grudnia",
    ]
    assert annas[-1].lines[1].amount == Money(1733)  # 13 of 30 days of 39,99


def test_the_newest_has_more_than_subscriptions_on_it(annas: list[Document]) -> None:
    extra = annas[0].lines[1]

    assert (extra.name, extra.amount) == ("Numery specjalne, 1–31 października", Money(492))
    assert not extra.is_subscription
    assert annas[0].lines[0].is_subscription


def test_an_invoice_on_paper_costs_6_15(documents: dict[str, Document]) -> None:
    bartek_pays = documents["FV-2026-11-000122.xml"].lines[-1]

    assert bartek_pays.name.startswith("Faktura papierowa")
    assert bartek_pays.amount == Money(500)  # net; 6,15 gross


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2028, 2, 29), date(2027, 1, 1), date(2026, 10, 31)])
def test_the_story_is_the_same_on_any_day(day: date) -> None:
    bills = bills_of(anna(day), day)
    open_ones = [bill for bill in bills if not bill.paid_on and not bill.corrects]

    assert [_state(bill, day) for bill in open_ones] == ["overdue", "part-paid", "due"]
    assert all(bill.issued_on <= day for bill in bills)
    assert all(bill.paid_on <= day for bill in bills if bill.paid_on)
    assert len(bills_of(bartek(day), day)) == 24


def test_some_of_the_others_forgot_to_pay() -> None:
    overdue = [
        bill
        for person in crowd(TODAY, 100)
        for bill in bills_of(person, TODAY)
        if not bill.paid_on and bill.due_on < TODAY
    ]

    assert 3 < len(overdue) < 30


def test_a_period_begins_on_the_cycle_day_and_is_written_as_people_say_it() -> None:
    before, running = periods_until(date(2026, 11, 7), cycle_day=8, count=2)

    assert running == Period(date(2026, 10, 8), date(2026, 11, 7))
    assert running.before == before
    assert str(running) == "8 października – 7 listopada"
    assert str(periods_until(TODAY, cycle_day=1, count=1)[0]) == "1–30 listopada"


def _state(bill: Bill, day: date) -> str:
    if bill.part_paid:
        return "part-paid"
    return "overdue" if bill.due_on < day else "due"
