"""The demo's feed: the same on every machine, and never another once it is written."""

import csv
from datetime import date
from pathlib import Path

import pytest

from selfcare.demo.world import write_feed
from selfcare.money import nrb_of

pytestmark = pytest.mark.xdist_group("demo")

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "feed"
    write_feed(folder, TODAY, customers=30)
    return folder


def test_the_same_day_gives_the_same_bytes(feed: Path, tmp_path: Path) -> None:
    again = tmp_path / "feed"

    write_feed(again, TODAY, customers=30)

    assert _contents(again) == _contents(feed)


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", TODAY)
    before = _contents(tmp_path / "feed")

    changed = write_feed(tmp_path / "feed", TODAY)

    assert changed == 0
    assert _contents(tmp_path / "feed") == before


def test_a_month_later_there_is_one_invoice_more_for_each(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", TODAY)
    before = _contents(tmp_path / "feed")

    write_feed(tmp_path / "feed", date(2026, 12, 2))

    after = _contents(tmp_path / "feed")
    new = {*(f"invoices/FV-2026-12-00012{last}.xml" for last in (1, 2)), "usage/2026-11.csv"}
    assert after.keys() - before.keys() == new
    assert {name for name in before if after[name] != before[name]} == {"invoices.csv", "usage/running.csv"}
    assert "payments.csv" in after
    assert after["invoices.csv"].startswith(before["invoices.csv"])


def test_more_customers_can_join_later(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", TODAY)
    annas = _contents(tmp_path / "feed")["invoices/FV-2026-11-000121.xml"]

    write_feed(tmp_path / "feed", TODAY, customers=3)

    assert len(_rows(tmp_path / "feed" / "customers.csv")) == 5
    assert _contents(tmp_path / "feed")["invoices/FV-2026-11-000121.xml"] == annas


def test_a_feed_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "feed.part" / "invoices").mkdir(parents=True)
    (tmp_path / "feed.part" / "invoices" / "FV-2026-11-000121.xml").write_text("<half")

    write_feed(tmp_path / "feed", TODAY)

    assert len(list(tmp_path.glob("feed/invoices/FV-*-000121.xml"))) == 24
    assert not (tmp_path / "feed.part").exists()


def test_anna_and_bartek_are_the_two_of_the_contract(feed: Path) -> None:
    anna, bartek = _rows(feed / "customers.csv")[:2]
    annas = [row for row in _rows(feed / "lines.csv") if row["customer_no"] == "1002456"]

    assert (anna["name"], anna["kind"], anna["email"]) == ("Anna Nowak", "consumer", "anna@example.org")
    assert anna["bank_account"] == "45999000090000010024560001"
    assert (bartek["kind"], bartek["email"], bartek["nip"]) == ("business", "bartek@example.org", "1111111111")
    assert [(row["msisdn"], row["kind"], row["main"]) for row in annas] == [
        ("+48500100200", "voice", "1"),
        ("+48500100201", "voice", "0"),
        ("+48500100209", "data", "0"),
    ]


def test_the_others_have_one_to_three_lines_and_accounts_of_their_own(feed: Path) -> None:
    people = _rows(feed / "customers.csv")
    lines = _rows(feed / "lines.csv")
    counts = [sum(row["customer_no"] == one["customer_no"] for row in lines) for one in people[2:]]

    assert set(counts) == {1, 2, 3}
    assert len({row["msisdn"] for row in lines}) == len(lines)
    assert len({nrb_of(one["bank_account"]) for one in people} - {None}) == len(people)
    assert {row["main"] for row in lines if row["kind"] == "data"} == {"0"}
    assert all(row["contact_phone"] for row in lines if row["kind"] == "data")


def test_every_invoice_has_its_row(feed: Path) -> None:
    listed = [row["file"] for row in _rows(feed / "invoices.csv")]

    assert sorted(listed) == sorted(file.name for file in feed.glob("invoices/*.xml"))


def test_what_was_paid_is_told_by_payments_csv(feed: Path) -> None:
    annas = [row for row in _rows(feed / "payments.csv") if row["customer_no"] == "1002456"]

    assert len(annas) == 22  # of 24 invoices: neither the newest nor the overdue one
    assert [row["amount"] for row in annas if row["title"] == "FV/2026/10/000121"] == ["60.00"]
    assert {row["method"] for row in annas} <= {"transfer", "online", "card", "cash"}
    assert max(row["booked_on"] for row in annas) <= TODAY.isoformat()


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
