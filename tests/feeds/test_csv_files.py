"""One CSV file: new, changed, unchanged, rejected; all of it or nothing."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.feeds.kinds import KINDS
from selfcare.money import Money
from tests.feeds.feed import Feed, counts, rejected


def test_a_tariff_is_loaded_with_everything_the_file_says(feed: Feed) -> None:
    report = feed.load_rows("tariffs", {})

    tariff = feed.one(select(Tariff))
    assert (report.kind, counts(report)) == ("tariffs", (1, 0, 0, 0))
    assert (tariff.code, tariff.name, tariff.monthly_gross, tariff.minutes) == ("L30", "Listek 30 GB", Money(3999), -1)
    assert (tariff.rate_mb, tariff.available_from, tariff.available_to) == (Money(1), date(2023, 1, 1), None)
    assert tariff.price_list_url == "https://listek.example/cennik.pdf"


def test_the_same_file_again_changes_nothing(feed: Feed) -> None:
    path = feed.write("customers", {}, {"customer_no": "2"})
    feed.load(path)

    again = feed.load_one(path)

    assert counts(again) == (0, 0, 2, 0)
    assert len(feed.all(select(Customer))) == 2


def test_a_changed_row_updates_and_the_others_stay(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": "2"}, {"customer_no": "3"})

    report = feed.load_rows(
        "customers", {"email": "Nowa@Example.org"}, {"customer_no": "2", "city": "Łódź"}, {"customer_no": "3"}
    )

    found = {customer.customer_no: customer for customer in feed.all(select(Customer))}
    assert counts(report) == (0, 2, 1, 0)
    assert (found["1002456"].email, found["1002456"].city) == ("nowa@example.org", "Kraków")
    assert (found["2"].email, found["2"].city) == ("anna@example.org", "Łódź")


def test_what_the_customer_chose_here_survives_a_feed(feed: Feed) -> None:
    feed.add(Customer(customer_no="1002456", kind="consumer", name="A", chosen_language="en"))

    feed.load_rows("customers", {})

    assert feed.one(select(Customer)).speaks == "en"


def test_a_bad_row_is_rejected_alone_with_its_line_and_reason(feed: Feed) -> None:
    report = feed.load_rows(
        "customers", {"customer_no": "1"}, {"customer_no": "2", "nip": "1234567890"}, {"customer_no": "3"}
    )

    assert counts(report) == (2, 0, 0, 1)
    assert report.rejects == str(feed.folder / "customers.csv.rejected.csv")
    assert rejected(report) == [("3", "nip is a NIP with a wrong check digit")]
    assert sorted(customer.customer_no for customer in feed.all(select(Customer))) == ["1", "3"]


def test_rejected_rows_can_be_mended_and_loaded(feed: Feed) -> None:
    path = feed.write("customers", {"customer_no": "1"}, {"customer_no": "2", "cycle_day": "5"})
    written = Path(feed.load_one(path).rejects).read_text(encoding="utf-8").splitlines()

    assert written[0] == "line,reason," + path.read_text(encoding="utf-8").splitlines()[0]
    assert written[1].endswith("," + path.read_text(encoding="utf-8").splitlines()[2])


def test_a_row_with_too_few_values_is_rejected(feed: Feed) -> None:
    path = feed.write("tariffs", {})
    path.write_bytes(path.read_bytes() + b"L40,Listek\n" + b'"L50\n')

    report = feed.load_one(path)

    assert counts(report) == (1, 0, 0, 2)
    assert rejected(report) == [
        ("3", "2 values instead of 17"),
        ("4", "the quotes in this line do not match"),
    ]


def test_of_two_rows_with_one_key_the_first_stands(feed: Feed) -> None:
    report = feed.load_rows("tariffs", {"name": "one"}, {"name": "two"}, {"name": "three"})

    assert feed.one(select(Tariff)).name == "one"
    assert rejected(report) == [("3", "code L30 stands already on line 2"), ("4", "code L30 stands already on line 2")]


def test_a_header_alone_is_a_file_with_nothing_in_it(feed: Feed) -> None:
    report = feed.load_rows("tariffs")

    assert counts(report) == (0, 0, 0, 0)
    assert report.has_loaded


def test_columns_may_come_in_any_order(feed: Feed) -> None:
    path = feed.write("tariffs", {})
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(",".join(reversed(row)) + "\n" for row in rows), encoding="utf-8")

    assert counts(feed.load_one(path)) == (1, 0, 0, 0)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda header: header + ",shoe_size", "Unknown column: shoe_size."),
        (lambda header: header.replace(header.split(",")[0], "x", 1), "Unknown column: x."),
        (lambda header: header + "," + header.split(",")[0], "The same column twice: "),
        (lambda header: header.split(",", 1)[1], "Missing column: "),
        (lambda header: header.replace(",", ";"), "The header is missing: the first line must be "),
        (lambda _header: "1,2,3", "The header is missing: the first line must be "),
        (lambda _header: "", "The file is empty."),
    ],
)
def test_a_file_with_another_header_is_refused_whole(feed: Feed, kind: object, spoil: object, reason: str) -> None:
    assert hasattr(kind, "name")
    assert hasattr(kind, "readers")
    assert callable(spoil)
    path = feed.put(f"{kind.name}.csv", f"{spoil(','.join(kind.readers))}\n1,2\n".encode().removeprefix(b"\n1,2\n"))

    report = feed.load_one(path)

    assert report.reason.startswith(reason)
    assert report.read == 0


def test_nothing_of_a_file_that_breaks_at_its_end_is_kept(feed: Feed) -> None:
    path = feed.write("tariffs", *({"code": f"L{number}"} for number in range(3000)))
    path.write_bytes(path.read_bytes() + "L3001,Łódź".encode("cp1250"))

    report = feed.load_one(path)

    assert report.reason == "Line 3002 is not UTF-8 (byte 7 of it)."
    assert feed.all(select(Tariff)) == []


def test_a_file_that_may_not_be_read_is_refused(feed: Feed) -> None:
    folder = feed.folder / "tariffs.csv"
    folder.symlink_to(feed.folder / "nowhere")

    assert feed.load_one(folder).reason == "There is no such file."
