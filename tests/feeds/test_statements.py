"""Bank statements: matched by individual account, then by title; refused when something is missing."""

import pytest
from sqlalchemy import select

from selfcare.balance.incoming import waiting_for_staff
from selfcare.balance.models import Entry, Incoming
from selfcare.feeds import bank_lines, statement_files
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.feeds.feed import Feed, counts, rejected
from tests.feeds.statements import PAYERS, camt, entry, mt940, transfer, tx
from tests.invoices.xml import invoice_xml


@pytest.fixture(autouse=True)
def _customers(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": "7", "bank_account": "", "email": ""})
    (feed.folder / "customers.csv").unlink()
    feed.load_one(feed.put("FV-1.xml", invoice_xml(total="114.89")))


FILES = {
    "a.sta": mt940(f"C114,89|{transfer('dziękuję bardzo')}"),
    "b.mt940": mt940(f"C114,89|{transfer('FAKTURA FV/2026/11/000121 A', account='')}"),
    "c.STA": mt940("C114,89|za FV/2026/11/000121"),
    "d.sta": mt940("C114,89|bez tytulu", account="PL45999000090000010024560001"),
    "e.camt053.xml": camt(entry(title="dziękuję")),
    "f.camt053.xml": camt(entry(account=PAYERS[2:])),
}


@pytest.mark.parametrize("name", FILES)
def test_a_transfer_pays_by_account_or_title(feed: Feed, name: str) -> None:
    path = feed.put(name, FILES[name])

    first, second = feed.load_one(path), feed.load_one(path)

    incoming = feed.one(select(Incoming))
    assert (first.kind, counts(first), counts(second)) == ("statements", (1, 0, 0, 0), (0, 0, 1, 0))
    assert feed.one(select(Invoice)).left_to_pay == Money()
    assert PAYERS[2:] not in repr(vars(incoming))


def test_old_encodings_of_banks_are_read(feed: Feed) -> None:
    content = mt940(f"C114,89|{transfer('Opłata za żółw')}").decode().encode("cp1250")

    feed.load_one(feed.put("a.sta", content))

    assert feed.one(select(Incoming.title)) == "Opłata za żółw"


def test_an_account_in_a_title_is_not_kept_whole(feed: Feed) -> None:
    feed.load_one(feed.put("a.sta", mt940("C5,00|od 61 1090 1014 0000 0712 1981 2874 za 7")))

    assert feed.one(select(Incoming.title)).endswith("od •••• 2874 za 7")


def test_two_equal_transfers_are_two(feed: Feed) -> None:
    path = feed.put("a.camt053.xml", camt(entry("50.00"), entry("50.00"), closing="1100.00"))

    assert counts(feed.load_one(path)) == (2, 0, 0, 0)
    assert counts(feed.load_one(path)) == (0, 0, 2, 0)


def test_each_transfer_of_a_batch_is_one(feed: Feed) -> None:
    batch = entry("100.00", details=[tx("7", PAYERS[2:], "40.00"), tx("FV/2026/11/000121", PAYERS[2:], "60.00")])

    feed.load_one(feed.put("a.camt053.xml", camt(batch, closing="1100.00")))

    assert sorted(row.amount.grosze for row in feed.all(select(Entry).where(Entry.amount > Money()))) == [4000, 6000]


def test_what_goes_out_or_is_only_announced_is_none_of_ours(feed: Feed) -> None:
    out = entry("5.00", ends="DBIT")
    announced = entry("7.00", more="<Sts>PDNG</Sts>")

    reports = feed.load(
        feed.put("a.camt053.xml", camt(out, announced, closing="995.00")), feed.put("b.sta", mt940("D5,00|opłata"))
    )

    assert [counts(report) for report in reports] == [(0, 0, 0, 0), (0, 0, 0, 0)]


def test_what_the_bank_took_back_waits_for_staff(feed: Feed) -> None:
    back = entry("5.00", ends="DBIT", more="<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>")

    feed.load(feed.put("a.camt053.xml", camt(back, closing="995.00")), feed.put("b.sta", mt940("RC7,00|zwrot")))

    assert sorted(row.amount.grosze for row in feed.all(waiting_for_staff())) == [-700, -500]


def test_what_is_nobodys_or_in_another_currency_waits(feed: Feed) -> None:
    euros = entry("5.00").replace("PLN", "EUR")

    feed.load_one(
        feed.put("a.camt053.xml", camt(entry("5.00", title="?", account=PAYERS[2:]), euros, closing="1010.00"))
    )

    assert len(feed.all(waiting_for_staff())) == 2


def test_staff_who_found_somebody_are_not_overruled(feed: Feed) -> None:
    path = feed.put("a.sta", mt940("C5,00|kto to?"))
    feed.load_one(path)
    (row,) = feed.all(waiting_for_staff())
    row.customer_id = feed.one(select(Invoice.customer_id))
    feed.add(row)

    assert counts(feed.load_one(path)) == (0, 0, 1, 0)


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.sta", b"hello", "The file is not an MT940 statement: there is no :20:."),
        ("a.sta", b":20:X\n:61:\x81\x83", "The file is neither UTF-8 nor Windows-1250."),
        ("a.sta", mt940("C5,00|a", closing="C261124PLN1006,00"), "Opening balance and entries do not make"),
        ("a.sta", mt940("C5,00|a").split(b":62F:")[0], "The statement is cut short"),
        (
            "a.sta",
            mt940("C5,00|a").replace(b":61:2611241124C5,00", b":61:26XX241124C5,00"),
            "The MT940 statement cannot",
        ),
        ("a.camt053.xml", camt(entry(), closing="1.00"), "Opening balance and entries do not make"),
        ("a.camt053.xml", camt(entry())[:-60], "The XML is broken or cut short"),
        ("a.camt053.xml", camt(entry(), prolog=BOMB), "The file has a DOCTYPE"),
        ("a.camt053.xml", camt(entry()).decode().encode("utf-16"), "The file is not valid UTF-8"),
        ("a.camt053.xml", b"<a/>", "The file is not a camt.053 statement."),
        ("a.camt053.xml", b"", "The XML is broken or cut short"),
    ],
)
def test_what_is_no_whole_statement_is_refused(feed: Feed, name: str, content: bytes, reason: str) -> None:
    report = feed.load_one(feed.put(name, content))

    assert report.reason.startswith(reason), report.reason
    assert feed.all(select(Incoming)) == []


def test_an_entry_without_a_day_is_rejected_alone(feed: Feed) -> None:
    dayless = entry("5.00").replace("<Dt>2026-11-24</Dt>", "")

    report = feed.load_one(feed.put("a.camt053.xml", camt(entry(), dayless, closing="1119.89")))

    assert counts(report) == (1, 0, 0, 1)
    assert [reason for _line, reason in rejected(report)] == ["the amount or the day of booking is missing"]


def test_a_statement_too_large_is_refused(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_files, "LARGEST", 10)

    report = feed.load_one(feed.put("a.sta", mt940()))

    assert report.reason == "The file is larger than 0 MB."
    assert bank_lines.LARGEST > 10
