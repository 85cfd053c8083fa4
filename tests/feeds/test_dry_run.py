"""A dry run says what would happen, and nothing does."""

from sqlalchemy import func, select, text

from selfcare import database
from selfcare.customers.models import Customer
from selfcare.feeds.models import FeedRun
from selfcare.tables import Table
from tests.feeds.feed import Feed, counts
from tests.feeds.test_customer_rows import sign_in, still_in
from tests.invoices.xml import invoice_xml


def test_a_dry_run_says_what_a_real_one_says(feed: Feed) -> None:
    """Also of lines whose customers and tariffs come with the same feed."""
    feed.write("tariffs", {})
    feed.write("customers", {}, {"customer_no": "2", "kind": "fax"})
    feed.write("lines", {"tariff_code": "L30"}, {"msisdn": "+48500100201", "customer_no": "2"})
    feed.write("invoices.csv", {})
    feed.put("FV-1.xml", invoice_xml())

    tried, done = feed.load(dry_run=True), feed.load()

    assert tried == done
    assert feed.load(dry_run=True) == feed.load()


def test_a_dry_run_leaves_every_table_as_it_was(feed: Feed) -> None:
    feed.load_rows("customers", {"status": "active"})
    sign_in(feed, "1002456")
    feed.put("FV-1.xml", invoice_xml())
    feed.write("customers", {"status": "left"}, {"customer_no": "2"})
    feed.write("lines", {})
    before = _rows(feed)

    reports = feed.load(dry_run=True)

    assert [counts(report) for report in reports] == [(1, 1, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0)]
    assert _rows(feed) == before
    assert feed.one(select(Customer)).status == "active"
    assert still_in(feed) == ["1002456"]
    assert len(feed.all(select(FeedRun))) == 1  # the first


def test_what_was_tried_is_not_taken_for_known_later(feed: Feed) -> None:
    feed.write("customers", {})
    feed.load(dry_run=True)

    (report,) = feed.load()

    assert counts(report) == (1, 0, 0, 0)


def _rows(feed: Feed) -> dict[str, int]:
    with database.db.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(text(f'"{name}"'))) or 0
            for name in Table.metadata.tables
        }
