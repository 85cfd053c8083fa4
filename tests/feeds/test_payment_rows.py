"""payments.csv: into the ledger once, whoever is found; what nobody is found for waits."""

import pytest
from sqlalchemy import func, select

from selfcare.balance.incoming import waiting_for_staff
from selfcare.balance.models import Entry, Incoming, Kind, Unsettled
from selfcare.feeds import importing
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.feeds.feed import Feed, counts, rejected
from tests.invoices.xml import invoice_xml


@pytest.fixture(autouse=True)
def _customers(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": "7", "bank_account": "", "email": ""})
    (feed.folder / "customers.csv").unlink()


def balance(feed: Feed) -> int:
    return sum(entry.amount.grosze for entry in feed.all(select(Entry)))


def test_an_invoice_and_its_payment_come_together(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml(total="114.89"))
    feed.write("payments", {})

    invoices, payments = feed.load()

    invoice = feed.one(select(Invoice))
    assert (counts(invoices), counts(payments)) == ((1, 0, 0, 0), (1, 0, 0, 0))
    assert (invoice.left_to_pay, str(invoice.paid_on)) == (Money(), "2026-11-24")
    assert balance(feed) == 0
    assert feed.all(select(Unsettled)) == []


def test_the_same_file_twice_changes_nothing(feed: Feed) -> None:
    feed.load_rows("payments", {}, {"payment_id": "P2", "customer_no": "", "title": "?"})

    again = feed.load()

    assert counts(again[0]) == (0, 0, 2, 0)
    assert balance(feed) == 11489


def test_a_changed_row_takes_back_what_was_booked(feed: Feed) -> None:
    feed.load_rows("payments", {})

    for changed in ({"amount": "10.00"}, {"amount": "10.00", "customer_no": "7"}, {"amount": "12.00"}):
        report = feed.load_rows("payments", changed)
        assert counts(report) == (0, 1, 0, 0)

    assert balance(feed) == 1200
    kinds = [entry.kind for entry in feed.all(select(Entry).order_by(Entry.id))]
    assert (kinds.count(Kind.PAYMENT), kinds.count(Kind.REVERSAL)) == (4, 3)


def test_another_title_moves_no_money(feed: Feed) -> None:
    feed.load_rows("payments", {})

    feed.load_rows("payments", {"title": "Something else"})

    assert len(feed.all(select(Entry))) == 1


def test_a_title_tells_whose_it_is(feed: Feed) -> None:
    feed.put("FV-1.xml", invoice_xml(total="114.89"))
    feed.write(
        "payments",
        {"customer_no": ""},
        {"payment_id": "P2", "customer_no": "", "title": "nr klienta 7, dziękuję"},
        {"payment_id": "P3", "customer_no": "", "title": "fv/2026/11/ 000121"},
    )

    feed.load()

    assert feed.all(waiting_for_staff()) == []
    assert feed.one(select(Invoice)).left_to_pay == Money()


def test_what_nobody_is_found_for_waits_and_is_found_later(feed: Feed) -> None:
    feed.write(
        "payments", {"customer_no": "8", "title": "8"}, {"payment_id": "P2", "customer_no": "", "title": "7 1002456"}
    )
    feed.load()
    assert [row.payment_id for row in feed.all(waiting_for_staff())] == ["P1", "P2"]
    assert balance(feed) == 0

    feed.load_rows("customers", {"customer_no": "8", "email": "", "bank_account": ""})
    (feed.folder / "customers.csv").unlink()
    feed.load()

    assert [row.payment_id for row in feed.all(waiting_for_staff())] == ["P2"]
    assert balance(feed) == 11489


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"amount": "0.00"}, "amount is nothing"),
        ({"amount": "-5.00"}, "amount is not an amount like 39.99"),
        ({"payment_id": ""}, "payment_id is missing"),
        ({"booked_on": "24.11.2026"}, "booked_on is not a date like 2026-11-25"),
        ({"method": "barter"}, "method is not one of transfer, online, card, cash, direct_debit, other"),
        ({"payment_id": "P0"}, "payment_id P0 stands already on line 2"),
    ],
)
def test_a_bad_row_is_rejected_alone(feed: Feed, row: dict[str, str], reason: str) -> None:
    report = feed.load_rows("payments", {"payment_id": "P0"}, row)

    assert counts(report) == (1, 0, 0, 1)
    assert rejected(report) == [("3", reason)]


def test_a_dry_run_books_nothing(feed: Feed) -> None:
    feed.write("payments", {}, {"payment_id": "P2", "customer_no": "", "title": "7"})

    tried = feed.load(dry_run=True)

    assert counts(tried[0]) == (2, 0, 0, 0)
    assert feed.all(select(Entry)) == []
    assert feed.all(select(Incoming)) == []


def test_many_are_settled_some_at_a_time(feed: Feed) -> None:
    people = [{"customer_no": f"9{n}", "email": "", "bank_account": ""} for n in range(250)]
    feed.load_rows("customers", *people)
    rows = [{"payment_id": f"P{n}", "customer_no": f"9{n}", "amount": "1.00"} for n in range(250)]

    feed.load_rows("payments", *rows)

    assert balance(feed) == 25000
    assert feed.all(select(func.count()).select_from(Unsettled)) == [0]


def test_what_a_killed_import_left_the_next_one_settles(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.put("FV-1.xml", invoice_xml(total="114.89"))
    feed.load()

    with monkeypatch.context() as killed:
        killed.setattr(importing, "_settle", lambda _work: None)
        feed.load_rows("payments", {})
    assert feed.one(select(Invoice)).left_to_pay == Money(11489)
    feed.load_rows("customers", {})

    assert feed.one(select(Invoice)).left_to_pay == Money()
