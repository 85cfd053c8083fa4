"""One line: its periods, filters, sums, records and their pages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from selfcare.billing.models import UsageLoad, UsagePeriod
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements

GIGABYTE = 1024**3
SWAP = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def period(db: Session, line: Line) -> UsagePeriod:
    db.add(UsageLoad(loaded_at=NOON - timedelta(minutes=45)))
    return builders.make_period(db, line)


def titles(browser: Browser) -> list[str]:
    found = browser.page.xpath("//div[@id='days']//span[@class='row-title']")
    return [" ".join("".join(title.itertext()).split()) for title in found]


def test_a_record_says_when_whom_how_long_and_what_it_cost(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    builders.make_record(db, period, seconds=204)
    builders.make_record(db, period, NOON - timedelta(days=1), direction="in", peer="+48601222377", seconds=722)
    builders.make_record(db, period, NOON - timedelta(days=2), kind="data", bytes=412 * 1024**2, seconds=0, peer="")

    reader.open(f"/billing/{line.id}")

    assert titles(reader) == ["600 *** 001", "601 *** 377", "Internet"]
    for said in ("Today, 25 November", "Yesterday, 24 November", "Monday, 23 November", "12:00", "call 3 min 24 s"):
        assert said in reader.text
    assert "answered, 12 min 2 s" in reader.text
    assert "412 MB" in reader.text
    assert "as of today, 11:15" in reader.text
    assert "600100001" not in reader.response.get_data(as_text=True)
    assert "100 001" not in reader.text


def test_a_premium_number_is_explained_by_its_own_digits(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    builders.make_record(db, period, kind="premium", seconds=0, peer="75550", net=Money(500), gross=Money(615))
    builders.make_record(db, period, kind="premium", seconds=0, peer="92505", net=Money(2500), gross=Money(3075))

    reader.open(f"/billing/{line.id}?kind=premium")

    assert titles(reader) == ["92505", "75550"]
    assert "5.00 zł net each: its second digit is the price" in reader.text
    assert "25.00 zł net each: its second and third digits are the price" in reader.text
    assert "2 records, together 36.90 zł" in reader.text


def test_roaming_says_the_country(reader: Browser, db: Session, line: Line, period: UsagePeriod) -> None:
    builders.make_record(db, period, zone="world", country="CH", gross=Money(120), net=Money(98))
    builders.make_record(db, period, zone="eu", country="")

    text = reader.open(f"/billing/{line.id}").text

    assert "Switzerland" in text
    assert "in the EU" in text


@pytest.mark.parametrize(
    "asked",
    [
        ("", 5),
        ("kind=sms", 1),
        ("direction=in", 1),
        ("zone=world", 1),
        ("paid_only=1", 2),
        ("kind=voice&direction=out&zone=home", 1),
        ("q=600", 3),
        ("q=001", 3),
        ("q=60", 4),
        ("q=75550", 1),
        ("kind=mms", 0),
    ],
)
def test_each_filter_picks_its_records(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, asked: tuple[str, int]
) -> None:
    query, count = asked
    builders.make_record(db, period)
    builders.make_record(db, period, direction="in", peer="+48604555666")
    builders.make_record(db, period, kind="sms", seconds=0)
    builders.make_record(db, period, zone="world", country="CH", gross=Money(120))
    builders.make_record(db, period, kind="premium", seconds=0, peer="75550", gross=Money(615))

    reader.open(f"/billing/{line.id}?{query}")

    assert len(titles(reader)) == count
    if not count:
        assert "No record of this period fits" in reader.text


def test_older_records_come_page_by_page_each_once(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    for minute in range(120):
        builders.make_record(db, period, NOON - timedelta(minutes=minute // 2), peer=f"{1000 + minute}")
    seen: list[str] = []
    address = f"/billing/{line.id}?direction=out"

    while address:
        seen += titles(reader.open(address))
        address = next((link for link in reader.links() if "after=" in link), "")

    assert len(seen) == 120
    assert sorted(seen) == [str(1000 + minute) for minute in range(120)]
    part = reader.open(f"/billing/{line.id}", headers=SWAP).response.get_data(as_text=True)
    assert part.startswith("<title>")


def test_an_invoice_has_its_own_records_and_names_itself(
    reader: Browser, db: Session, anna: Customer, line: Line, period: UsagePeriod
) -> None:
    invoice = builders.make_invoice(db, anna, "FV/2026/11/000121")
    billed = builders.make_period(db, line, invoice.number, first_on=date(2026, 10, 2), last_on=date(2026, 10, 30))
    at = datetime(2026, 10, 15, 10, tzinfo=UTC)
    builders.make_record(db, billed, at, peer="+48700100002", gross=Money(99))
    builders.make_record(db, period)

    reader.open(f"/billing/{line.id}?period={invoice.id}")

    assert titles(reader) == ["700 *** 002"]
    assert "1–31 October" in reader.text
    assert f"/invoices/{invoice.id}" in reader.links()
    assert "Left:" not in reader.text  # what is left is of today, not of October
    assert titles(reader.open(f"/billing/{line.id}?period=current")) == ["600 *** 001"]


def test_records_at_the_border_of_two_periods_stay_on_their_sides(
    reader: Browser, db: Session, anna: Customer, line: Line, period: UsagePeriod
) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1")
    billed = builders.make_period(db, line, "FV/1", first_on=date(2026, 10, 1), last_on=date(2026, 10, 31))
    midnight = datetime(2026, 10, 31, 23, tzinfo=UTC)  # in Warsaw
    builders.make_record(db, billed, midnight - timedelta(seconds=1), peer="1111")
    builders.make_record(db, period, midnight, peer="2222")

    assert titles(reader.open(f"/billing/{line.id}")) == ["2222"]
    assert "0:00" in reader.text
    assert titles(reader.open(f"/billing/{line.id}?period={invoice.id}")) == ["1111"]
    assert "23:59" in reader.text


def test_sums_agree_with_an_addition_of_our_own(reader: Browser, db: Session, line: Line, period: UsagePeriod) -> None:
    prices = [Decimal(cents) / 100 for cents in (1, 99, 12345, 10, 7, 100000, 333)]
    for place, price in enumerate(prices):
        at = NOON - timedelta(days=place)
        builders.make_record(db, period, at, gross=Money.parse(str(price)), seconds=61 * place)

    text = reader.open(f"/billing/{line.id}").text

    assert f"Outside the subscription{sum(prices):,.2f} zł".replace(",", " ") in text.replace(",", " ")
    assert "Calls21 min 21 s" in text


def test_the_chart_says_in_words_and_in_a_table_what_it_draws(
    reader: Browser, db: Session, line: Line, period: UsagePeriod
) -> None:
    for days, size in ((1, 3), (2, 1)):
        at = NOON - timedelta(days=days)
        builders.make_record(db, period, at, kind="data", bytes=size * GIGABYTE, seconds=0, peer="")

    reader.open(f"/billing/{line.id}")

    assert "The most: yesterday, 24 November – 3 GB" in reader.text
    assert "On average 0.2 GB a day" in reader.text or "On average 164 MB a day" in reader.text
    assert len(reader.page.xpath("//*[@class='bar']")) == 2
    assert len(reader.page.xpath("//*[@class='bar-next']")) == 5
    cells = [cell.text_content().replace("\u00a0", " ") for cell in reader.page.xpath("//section//tbody//td")]
    assert cells == ["23 November", "1 GB", "24 November", "3 GB"]


@pytest.mark.parametrize("kind", ["voice", "sms", "premium"])
def test_the_chart_follows_the_kind(reader: Browser, db: Session, line: Line, period: UsagePeriod, kind: str) -> None:
    builders.make_record(db, period, kind=kind, gross=Money(100))

    reader.open(f"/billing/{line.id}?kind={kind}")

    named = {"voice": "Calls day by day", "sms": "Messages day by day", "premium": "Cost day by day"}
    assert named[kind] in reader.text


def test_the_axis_of_messages_has_no_halves(reader: Browser, db: Session, line: Line, period: UsagePeriod) -> None:
    builders.make_record(db, period, kind="sms", seconds=0)

    reader.open(f"/billing/{line.id}?kind=sms")

    assert reader.page.xpath("//*[@class='chart']/text/text()") == ["0", "1", "2"]
    assert "On average" not in reader.text


def test_the_hour_that_comes_twice_is_told_apart(reader: Browser, db: Session, anna: Customer, line: Line) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1")
    night = builders.make_period(db, line, "FV/1", first_on=date(2026, 10, 25), last_on=date(2026, 10, 25))
    for hour, peer in ((0, "1111"), (1, "2222"), (2, "3333")):
        builders.make_record(db, night, datetime(2026, 10, 25, hour, 30, tzinfo=UTC), peer=peer, seconds=3600)

    reader.open(f"/billing/{line.id}?period={invoice.id}")

    assert titles(reader) == ["3333", "2222", "1111"]
    rows = reader.page.xpath("//div[@id='days']//li")
    times = [" ".join(row.text_content().split()) for row in rows]
    assert times[0].startswith("3:30")
    assert times[1].startswith("2:30")
    assert "winter time" in times[1]
    assert times[2].startswith("2:30")
    assert "summer time" in times[2]
    assert "Calls3 h" in reader.text


def test_the_hour_that_never_came_leaves_no_gap(reader: Browser, db: Session, anna: Customer, line: Line) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1")
    night = builders.make_period(db, line, "FV/1", first_on=date(2026, 3, 29), last_on=date(2026, 3, 29))
    for minute, peer in ((59, "1111"), (60, "2222")):
        at = datetime(2026, 3, 29, 0, tzinfo=UTC) + timedelta(minutes=minute)
        builders.make_record(db, night, at, peer=peer)

    reader.open(f"/billing/{line.id}?period={invoice.id}")

    assert [" ".join(row.text_content().split())[:4] for row in reader.page.xpath("//div[@id='days']//li")] == [
        "3:00",
        "1:59",
    ]
    assert "time" not in " ".join(row.text_content() for row in reader.page.xpath("//div[@id='days']//li"))


def test_the_page_of_a_line_asks_little(reader: Browser, db: Session, line: Line, period: UsagePeriod) -> None:
    builders.make_record(db, period)

    address = f"/billing/{line.id}?paid_only=0"
    with count_statements() as sent:
        reader.open(address)

    assert len(sent) <= MOST_PER_PAGE, sent
    assert not [statement for statement in sent if "sum(" in statement.lower() and "usage_record" in statement]


def test_a_period_without_usage_says_so(reader: Browser, db: Session, anna: Customer, line: Line) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1")

    assert "Nothing used yet" in reader.open(f"/billing/{line.id}").text
    assert "Nothing used" in reader.open(f"/billing/{line.id}?period={invoice.id}").text


def test_what_is_not_hers_is_not_found(
    reader: Browser, db: Session, line: Line, anna: Customer, bartek: Customer
) -> None:
    theirs = builders.make_line(db, bartek, "+48500100399")
    invoice = builders.make_invoice(db, bartek, "FV/9")

    reader.open(f"/billing/{theirs.id}", status=404)
    reader.open(f"/billing/{line.id}?period={invoice.id}", status=404)
    reader.open(f"/billing/{theirs.id}/export.csv", status=404)
    reader.open(f"/billing/{theirs.id}/notices", status=404)


def test_an_ended_line_keeps_its_usage(reader: Browser, db: Session, line: Line, period: UsagePeriod) -> None:
    builders.make_record(db, period)
    line.ended_at = NOON
    db.flush()

    assert titles(reader.open(f"/billing/{line.id}")) == ["600 *** 001"]


@pytest.mark.parametrize(
    "query",
    ["kind=fax", "direction=up", "zone=moon", "after=x", "after=20261325T000000000000~a", "period=next", "period=%00"],
)
def test_what_no_page_links_to_is_not_found(reader: Browser, line: Line, query: str) -> None:
    reader.open(f"/billing/{line.id}?{query}", status=404)


@pytest.mark.parametrize("address", ["0", "x", "9223372036854775808", "1" * 40, "-1", "%00"])
def test_an_id_that_no_line_has_is_not_found(reader: Browser, address: str) -> None:
    reader.open(f"/billing/{address}", status=404)


@pytest.mark.parametrize("typed", ["%25", "_", "%27", "\\", "x" * 500, "***", "+48", "00"])
def test_whatever_is_typed_into_the_search_is_only_searched_for(
    reader: Browser, db: Session, line: Line, period: UsagePeriod, typed: str
) -> None:
    builders.make_record(db, period)

    assert reader.open(f"/billing/{line.id}?q={typed}").response.status_code == 200
