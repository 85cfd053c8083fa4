"""The demo's usage: believable, and the same that the invoices say."""

import csv
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from selfcare.demo.people import anna, bartek
from selfcare.demo.statements import bill_to_come, bills_of
from selfcare.demo.world import write_feed
from selfcare.money import Money

pytestmark = pytest.mark.xdist_group("demo")

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def usage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "feed"
    write_feed(folder, TODAY)
    return folder / "usage"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_there_are_twelve_months_and_the_running_one(usage: Path) -> None:
    names = sorted(file.name for file in usage.iterdir())

    assert (names[0], names[11], names[12:]) == ("2025-11.csv", "2026-10.csv", ["running.csv"])
    running = rows(usage / "running.csv")
    assert {row["msisdn"] for row in running} == {"+48500100200", "+48500100201", "+48500100209", "+48500100300"}
    assert {row["invoice_number"] for row in running} == {""}
    days = {datetime.fromisoformat(row["started_at"]).date() for row in running}
    assert (min(days), max(days)) == (date(2026, 11, 1), date(2026, 11, 24))
    assert {"voice", "sms", "data", "premium"} <= {row["kind"] for row in running}
    assert {"home", "eu"} <= {row["zone"] for row in running}


def test_what_was_paid_for_is_what_the_invoices_say(usage: Path) -> None:
    used: dict[tuple[str, str], Money] = defaultdict(Money)
    for file in usage.glob("20*.csv"):
        for row in rows(file):
            cost = row["net"] if row["msisdn"].endswith("300") else row["gross"]
            used[row["invoice_number"], row["msisdn"][3:]] += Money.parse(cost)

    for person in (anna(TODAY), bartek(TODAY)):
        bills = [bill for bill in bills_of(person, TODAY) if not bill.corrects][-12:]
        for bill in bills:
            for sim in person.sims:
                said = [item.amount for item in bill.items if item.number == sim.national and _is_usage(item.name)]
                assert used[bill.number, sim.national] == sum(said, Money())


def test_the_running_period_becomes_the_next_invoice(usage: Path, tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", TODAY)
    write_feed(tmp_path / "feed", date(2026, 12, 2))

    later = {row["record_id"]: row for row in rows(tmp_path / "feed" / "usage" / "2026-11.csv")}

    for row in rows(usage / "running.csv"):
        number = later[row["record_id"]]["invoice_number"]
        assert later[row["record_id"]] == {**row, "invoice_number": number}
        assert number in {"FV/2026/12/000121", "FV/2026/12/000122"}
    assert bill_to_come(anna(TODAY), TODAY).number == "FV/2026/12/000121"


def _is_usage(name: str) -> bool:
    return not name.startswith(("Listek", "Opłata", "Faktura"))
