"""The first page of billing: what is used up, line by line."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from selfcare.billing.models import UsageLoad
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements

GIGABYTE = 1024**3


def test_words_come_first_then_what_is_left_and_until_when(reader: Browser, db: Session, line: Line) -> None:
    period = builders.make_period(db, line)
    db.add(UsageLoad(loaded_at=NOON - timedelta(minutes=45)))
    builders.make_record(db, period, kind="data", bytes=12 * GIGABYTE, seconds=0, peer="")
    builders.make_record(db, period, kind="data", bytes=2 * GIGABYTE, seconds=0, peer="", zone="eu", country="DE")

    reader.open("/billing")

    for said in ("500 100 200", "14 GB of 30 GB", "Left: 16 GB", "renews on 1 December", "2 GB of 8 GB"):
        assert said in reader.text
    assert "as of today, 11:15" in reader.text
    assert reader.page.xpath("//svg[contains(@class, 'meter')]/@aria-hidden")[0] == "true"


def test_calls_messages_and_what_costs_extra_are_summed(reader: Browser, db: Session, line: Line) -> None:
    period = builders.make_period(db, line)
    builders.make_record(db, period, seconds=7200 + 840)
    builders.make_record(db, period, seconds=600, direction="in")
    builders.make_record(db, period, kind="sms", seconds=0)
    builders.make_record(db, period, kind="premium", seconds=0, peer="72550", net=Money(200), gross=Money(246))

    reader.open("/billing")

    assert "Calls2 h 14 min no limit" in reader.text
    assert "SMS and MMS1 no limit" in reader.text
    assert "Outside the subscription2.46 zł" in reader.text


def test_usage_of_the_period_before_is_not_counted(reader: Browser, db: Session, line: Line) -> None:
    late = builders.make_period(db, line, first_on=date(2026, 10, 1))
    builders.make_record(db, late, datetime(2026, 10, 31, 22, 59, tzinfo=UTC), kind="data", bytes=GIGABYTE)

    reader.open("/billing")

    assert "0 MB of 30 GB" in reader.text


def test_a_guess_says_how_the_period_will_end(reader: Browser, db: Session, line: Line) -> None:
    period = builders.make_period(db, line)
    for day in range(1, 25):
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        builders.make_record(db, period, at, kind="data", bytes=GIGABYTE + day % 2 * GIGABYTE // 2)

    reader.open("/billing")

    assert "30 GB of 30 GB" in reader.text
    assert "Used up" in reader.text


def test_eighty_percent_are_amber(reader: Browser, db: Session, line: Line) -> None:
    period = builders.make_period(db, line)
    for day in range(1, 25):
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        builders.make_record(db, period, at, kind="data", bytes=GIGABYTE + day % 2 * 100 * 1024**2)

    reader.open("/billing")

    assert reader.page.xpath("//svg[contains(@class, 'meter-warn')]")
    assert "at this pace:" in reader.text
    assert "the package may run out" in reader.text


def test_the_first_page_asks_little(reader: Browser, db: Session, line: Line) -> None:
    builders.make_record(db, builders.make_period(db, line))

    with count_statements() as sent:
        reader.open("/billing")

    assert len(sent) <= MOST_PER_PAGE, sent


def test_before_the_first_file_it_says_so(reader: Browser) -> None:
    assert "The operator has sent us no usage yet" in reader.open("/billing").text


def test_a_customer_without_numbers_is_told_what_will_be_there(reader: Browser, db: Session) -> None:
    reader.sign_in(builders.make_customer(db, "1", chosen_language="en"))

    assert "The usage of each of your numbers will be here" in reader.open("/billing").text


def test_many_lines_come_in_pages(reader: Browser, db: Session, anna: Customer) -> None:
    for last in range(30):
        builders.make_line(db, anna, f"+486000000{last:02d}")

    first = set(reader.open("/billing").page.xpath("//section//h2/@id"))
    [forward] = [link for link in reader.links() if "after=" in link]
    second = set(reader.open(forward).page.xpath("//section//h2/@id"))

    assert (len(first), len(second)) == (20, 13)
    assert not first & second
    reader.open("/billing?after=x", status=404)


def test_somebody_elses_usage_is_not_here(reader: Browser, db: Session, bartek: Customer) -> None:
    theirs = builders.make_line(db, bartek, "+48500100399")
    builders.make_record(db, builders.make_period(db, theirs), kind="data", bytes=3 * GIGABYTE)

    text = reader.open("/billing").text

    assert "500 100 399" not in text
    assert "3 GB" not in text


def test_the_list_of_numbers_leads_on_without_script(reader: Browser, line: Line) -> None:
    reader.open(f"/billing?line={line.id}")

    assert reader.address == f"/billing/{line.id}"
    reader.open("/billing?line=nobody", status=404)
