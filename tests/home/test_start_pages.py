from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.notifications.models import Message
from tests import builders
from tests.browser import Browser
from tests.builders import NOON
from tests.statements import MOST_PER_PAGE, count_statements


def make_world(db: Session, customer: Customer) -> None:
    """Something of everything the page can show."""
    for number in range(4):
        builders.make_invoice(db, customer, f"FV/{number}", due_on=date(2026, 12, 14))
        audit.record(db, "signed_in", now=NOON, customer_no=customer.customer_no, device="Chrome, Android")
        db.add(
            Message(
                customer_id=customer.id,
                channel="sms",
                recipient="+48500100200",
                kind="new_device",
                text="",
                created_at=NOON - timedelta(days=number),
            )
        )
    db.flush()


def test_the_first_screen_greets_by_name_and_number(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/")

    assert "Good day" in browser.text
    assert "Anna Nowak, customer no. 1002456" in browser.text


def test_it_asks_the_database_at_most_six_times(browser: Browser, db: Session, anna: Customer) -> None:
    make_world(db, anna)
    browser.sign_in(anna)

    with count_statements() as sent:
        browser.open("/")

    assert 0 < len(sent) <= MOST_PER_PAGE, sent


def test_one_invoice_to_pay_stands_on_the_slip(browser: Browser, db: Session, anna: Customer) -> None:
    invoice = builders.make_invoice(db, anna, "FV/1", due_on=date(2026, 12, 14), left_to_pay=Money(11489))
    browser.sign_in(anna)

    browser.open("/")

    slip = browser.page.xpath("//section[contains(@class, 'slip-box')]")[0]
    words = " ".join(slip.text_content().split())
    assert "114.89" in words
    assert "in 19 days" in words
    assert "By 14 December 2026." in words
    assert slip.xpath(".//a[@class='stub']/@href") == ["/payments/pay"]
    assert f"/invoices/{invoice.id}" in browser.links()


@pytest.mark.parametrize(
    ("due_on", "tag"),
    [
        (date(2026, 11, 29), "tag-plain"),
        (date(2026, 11, 28), "tag-warn"),
        (date(2026, 11, 25), "tag-warn"),
        (date(2026, 11, 24), "tag-bad"),
        (None, "tag-plain"),
    ],
)
def test_the_slip_gets_louder_as_the_day_comes(
    browser: Browser, db: Session, anna: Customer, due_on: date | None, tag: str
) -> None:
    builders.make_invoice(db, anna, "FV/1", due_on=due_on)
    browser.sign_in(anna)

    browser.open("/")

    assert browser.page.xpath("//div[@class='slip-top']//span[contains(@class, 'tag')]/@class") == [f"tag {tag}"]


def test_several_invoices_are_listed_oldest_first_and_the_coupon_pays_them_all(
    browser: Browser, db: Session, anna: Customer
) -> None:
    builders.make_invoice(db, anna, "FV/new", due_on=date(2026, 12, 14), left_to_pay=Money(11489))
    builders.make_invoice(db, anna, "FV/old", due_on=date(2026, 11, 5), left_to_pay=Money(11989))
    browser.sign_in(anna)

    browser.open("/")

    rows = [" ".join(row.text_content().split()) for row in browser.page.xpath("//dl/div")]
    assert "234.78" in browser.page.xpath("string(//p[contains(@class, 'hero')])")
    assert len(rows) == 2
    assert "the day was 5 November" in rows[0]
    assert "119.89" in rows[0]
    assert "by 14 December" in rows[1]
    assert "234.78" in browser.page.xpath("string(//a[@class='stub'])")
    assert browser.page.xpath("//a[@class='stub']/@href") == ["/payments/pay"]


def test_what_is_not_listed_on_the_slip_is_counted(browser: Browser, db: Session, anna: Customer) -> None:
    for number in range(8):
        builders.make_invoice(db, anna, f"FV/{number}")
    browser.sign_in(anna)

    browser.open("/")

    assert "and 3 more invoices" in browser.text
    assert "/invoices?show=to-pay" in browser.links()


def test_with_nothing_to_pay_the_coupon_is_torn_off(browser: Browser, db: Session, anna: Customer) -> None:
    builders.make_invoice(db, anna, "FV/1", left_to_pay=Money())
    browser.sign_in(anna)

    browser.open("/")

    assert browser.page.xpath("//div[contains(@class, 'slip-torn')]")
    assert not browser.page.xpath("//a[@class='stub']")
    assert "Everything is paid" in browser.text
    assert "Next invoice around 1 December 2026" in browser.text


def test_a_new_customer_reads_when_the_first_invoice_comes(browser: Browser, db: Session) -> None:
    newcomer = builders.make_customer(db, "3", chosen_language="en", cycle_day=16)
    browser.sign_in(newcomer)

    browser.open("/")

    assert "First invoice around 16 December 2026" in browser.text
    assert "Everything is paid" not in browser.text
    assert "Your numbers" not in browser.text
    assert "Latest events" not in browser.text


def test_each_currency_has_a_slip_of_its_own(browser: Browser, db: Session, anna: Customer) -> None:
    builders.make_invoice(db, anna, "FV/1")
    builders.make_invoice(db, anna, "FV/2", currency="EUR")
    browser.sign_in(anna)

    browser.open("/")

    assert len(browser.page.xpath("//section[contains(@class, 'slip-box')]")) == 2
    assert "To pay in EUR" in browser.text


def test_the_first_five_of_many_numbers_are_listed(browser: Browser, db: Session, bartek: Customer) -> None:
    bartek.chosen_language = "en"
    for last in range(39):
        builders.make_line(db, bartek, f"+486000000{last:02d}")
    browser.sign_in(bartek)

    browser.open("/")

    assert len([link for link in browser.links() if link.startswith("/account/lines/")]) == 5
    assert "All 40" in browser.text
    assert "/account/lines" in browser.links()


def test_a_changed_sim_is_told_even_when_its_number_is_not_listed(
    browser: Browser, db: Session, bartek: Customer
) -> None:
    for last in range(9):
        builders.make_line(db, bartek, f"+4860000000{last}")
    last_line = db.scalars(select(Line).where(Line.msisdn == "+48600000008")).one()
    last_line.sim_changed_at = NOON - timedelta(hours=47)
    browser.sign_in(bartek)

    browser.open("/")
    note = browser.page.xpath("string(//p[contains(@class, 'note-warn')])")
    last_line.sim_changed_at = NOON - timedelta(hours=48)
    browser.open("/")

    assert "600\u00a0000\u00a0008" in note
    assert not browser.page.xpath("//p[contains(@class, 'note-warn')]")


@pytest.mark.parametrize("status", ["restricted", "suspended"])
def test_a_stopped_number_is_told_with_whom_to_call(browser: Browser, db: Session, anna: Customer, status: str) -> None:
    line = db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()
    line.status = status
    browser.sign_in(anna)

    browser.open("/")

    note = browser.page.xpath("//p[contains(@class, 'note-bad')]")[0]
    assert "112" in note.text_content()
    assert note.xpath(".//a[starts-with(@href, 'tel:')]")


def test_days_to_come_and_events_are_listed(browser: Browser, db: Session, anna: Customer) -> None:
    make_world(db, anna)
    line = db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()
    line.contract_until = date(2026, 12, 2)
    browser.sign_in(anna)

    browser.open("/")

    for words in ("Payment due", "New billing period", "Last day of the contract", "Signing in", "Chrome, Android"):
        assert words in browser.text
    assert {"/account/messages", "/account/history"} <= set(browser.links())


def test_nothing_of_others_is_shown(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    make_world(db, bartek)
    browser.sign_in(anna)

    browser.open("/")

    assert not [link for link in browser.links() if link.startswith("/invoices/")]
    assert "500 100 300" not in browser.text
    assert not browser.page.xpath("//h2[@id='events']")


def test_at_most_four_shortcuts_lead_on(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/")

    shortcuts = browser.page.xpath("//nav[@class='tiles']/a/@href")
    assert 0 < len(shortcuts) <= 4
    assert any(link.startswith("tel:+") for link in shortcuts)


def test_a_stranger_is_sent_to_sign_in(browser: Browser, db: Session) -> None:
    browser.open("/", status=302)

    assert browser.response.location.startswith("/login")


def test_how_much_internet_is_left_stands_below_the_slip(browser: Browser, db: Session, anna: Customer) -> None:
    line = db.scalars(select(Line).where(Line.customer_id == anna.id, Line.main)).one()
    period = builders.make_period(db, line)
    builders.make_record(db, period, kind="data", bytes=12 * 1024**3, seconds=0, peer="")
    builders.make_record(db, period, kind="data", bytes=1024**3, seconds=0, peer="", zone="world")
    browser.sign_in(anna)

    browser.open("/")

    assert "12 GB" in browser.text
    assert "18 GB" in browser.text
    assert f"/billing/{line.id}" in browser.links()
