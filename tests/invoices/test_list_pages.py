"""The list of invoices."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.invoices.listing import PER_PAGE
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import make_invoice
from tests.invoices.reception import received
from tests.invoices.xml import PAID, PART_PAID
from tests.statements import MOST_PER_PAGE, count_statements

SWAP = {"HX-Request": "true", "HX-Request-Type": "partial"}


def numbers(browser: Browser) -> list[str]:
    return ["".join(part.itertext()) for part in browser.page.iterfind(".//a[@class='row']//span[@class='row-sub']")]


def chips(browser: Browser) -> list[str]:
    tags = browser.page.xpath("//a[@class='row']//span[contains(@class, 'tag')]")
    return [" ".join("".join(tag.itertext()).split()) for tag in tags]


def headings(browser: Browser) -> list[str]:
    found = browser.page.iterfind(".//h2[@class='group']")
    return [" ".join(" ".join(text.strip() for text in heading.itertext()).split()) for heading in found]


def many(db: Session, customer: Customer, count: int) -> None:
    """One invoice a month, the newest of November 2026."""
    for age in range(count):
        month = date(2026, 11, 1) - timedelta(days=30 * age)
        make_invoice(db, customer, f"FV-{age}", issued_on=month, left_to_pay=Money(), total=Money(100))


def test_newest_first_by_year_with_counts(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="new", issued_on="2026-11-19")
    received(db, anna, number="old", issued_on="2025-03-01", payment=PAID)
    received(db, anna, number="older", issued_on="2025-02-01", payment=PAID)

    reader.open("/invoices")

    assert numbers(reader) == ["new", "old", "older"]
    assert headings(reader)[:2] == ["2026 1 document", "2025 2 documents"]


def test_each_row_says_its_state(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="1", issued_on="2026-11-19")
    received(db, anna, number="2", issued_on="2026-11-18", payment=PART_PAID)
    received(db, anna, number="3", issued_on="2026-11-17", payment=PAID)
    received(db, anna, number="4", issued_on="2026-11-16", payment=PART_PAID.replace("2026-12-03", "2026-11-22"))
    received(db, anna, number="5", issued_on="2026-11-15", total="-5.00", payment="")

    reader.open("/invoices")

    assert chips(reader) == ["by 3 December", "54.97 zł left", "Paid", "3 days overdue", "Nothing to pay"]


def test_only_ones_own(reader: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    received(db, anna, number="mine")
    received(db, bartek, number="not mine")

    reader.open("/invoices")

    assert numbers(reader) == ["mine"]
    assert "not mine" not in reader.text


def test_only_what_is_to_pay(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="paid", payment=PAID)
    received(db, anna, number="due", issued_on="2026-10-01")

    reader.open("/invoices?show=to-pay")

    assert numbers(reader) == ["due"]
    assert headings(reader)[0] == "2026"


def test_only_one_year(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="this", payment=PAID)
    received(db, anna, number="last", issued_on="2025-12-31", payment=PAID)

    reader.open("/invoices").press("Show", year="2025")

    assert reader.address == "/invoices?year=2025"
    assert numbers(reader) == ["last"]


def test_the_slip_sums_up_and_leads_on(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="1", issued_on="2026-10-01")
    received(db, anna, number="2", payment=PART_PAID)
    received(db, anna, number="3", currency="EUR")

    slip = reader.open("/invoices").page.find(".//main//div[@class='slip slip-row']")
    assert "169.94" in "".join(slip.itertext())
    assert "2 invoices to pay" in "".join(slip.itertext())
    assert slip.find(".//a").get("href") == "/payments/pay"


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (PART_PAID, "To pay by 3 December"),
        (PART_PAID.replace("2026-12-03", "2026-11-03"), "Overdue since 3 November"),
        ("", "To pay"),
    ],
)
def test_the_slip_of_one_invoice_says_when(
    reader: Browser, db: Session, anna: Customer, payment: str, words: str
) -> None:
    received(db, anna, payment=payment)

    slip = reader.open("/invoices").page.find(".//main//div[@class='slip slip-row']")

    assert " ".join(slip.find(".//p").text.split()) == words


def test_without_invoices_there_is_a_kind_word(reader: Browser) -> None:
    reader.open("/invoices")

    assert "No invoices yet" in reader.text
    assert reader.page.find(".//main//div[@class='pills']") is None


def test_a_filter_that_finds_nothing_leads_back(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, payment=PAID)

    assert "All your invoices are paid." in reader.open("/invoices?show=to-pay").text
    assert "There are none for this year." in reader.open("/invoices?year=2001").text
    assert "/invoices" in reader.links()


def test_older_ones_are_one_press_away(reader: Browser, db: Session, anna: Customer) -> None:
    many(db, anna, PER_PAGE + 3)
    reader.open("/invoices")
    assert numbers(reader) == [f"FV-{age}" for age in range(PER_PAGE)]

    reader.open(reader.page.find(".//*[@id='older']/a").get("href"))

    assert numbers(reader) == [f"FV-{age}" for age in range(PER_PAGE, PER_PAGE + 3)]
    assert headings(reader)[0] == "2024 continued"
    assert reader.page.find(".//*[@id='older']") is None


def test_a_full_last_page_leads_nowhere(reader: Browser, db: Session, anna: Customer) -> None:
    many(db, anna, PER_PAGE)

    reader.open("/invoices")

    assert reader.page.find(".//*[@id='older']") is None


def test_the_swap_of_older_ones_brings_no_id_twice(reader: Browser, db: Session, anna: Customer) -> None:
    many(db, anna, PER_PAGE + 3)
    whole = reader.open("/invoices")
    ids = set(whole.page.xpath("//*[@id='invoices']//@id")) - {"invoices", "older"}

    part = reader.open(whole.page.find(".//*[@id='older']/a").get("href"), headers=SWAP)

    assert part.page.xpath("//*[@id='invoices']/*[not(@class='newer')]")
    assert not ids & set(part.page.xpath("//*[@id='invoices']//@id"))


@pytest.mark.parametrize(
    "query",
    [
        "show=everything",
        "year=0",
        "year=20266",
        "year=²026",
        "year=-1",
        "after=x",
        "after=2026-11-19",
        "after=2026-13-01_5",
        "after=2026-11-19_",
        f"after=2026-11-19_{2**63}",
        "after=2026-11-19_" + "9" * 400,
    ],
)
def test_an_address_we_never_wrote_is_not_found(reader: Browser, query: str) -> None:
    reader.open(f"/invoices?{query}", status=404)


def test_few_statements_whatever_there_is(reader: Browser, db: Session, anna: Customer) -> None:
    many(db, anna, PER_PAGE + 3)
    received(db, anna)

    for address in ("/invoices", "/invoices?show=to-pay", "/invoices?year=2025", "/invoices?after=2026-01-01_5"):
        with count_statements() as sent:
            reader.open(address)
        assert len(sent) <= MOST_PER_PAGE, sent
        assert not any("invoice_xml" in statement for statement in sent)


def test_a_stranger_is_sent_to_sign_in(browser: Browser) -> None:
    browser.open("/invoices", status=302)

    assert browser.response.location == "/login?next=/invoices"
