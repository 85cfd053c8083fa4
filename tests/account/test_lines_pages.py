from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.auth.models import SessionRow
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.account.conftest import PASSWORD
from tests.browser import Browser
from tests.builders import NOON


def line_numbered(db: Session, msisdn: str) -> Line:
    return db.scalars(select(Line).where(Line.msisdn == msisdn)).one()


@pytest.fixture
def main_line(db: Session, anna: Customer) -> Line:
    return line_numbered(db, "+48500100200")


def test_all_numbers_are_listed_the_main_one_first(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/lines")

    titles = browser.page.xpath("//div[@class='split-detail']//span[@class='row-title']/text()")
    assert [title.replace("\u00a0", " ") for title in titles] == ["500 100 200", "500 100 201", "500 100 209"]
    assert "main number" in browser.text


def test_a_line_shows_tariff_sim_and_contract(browser: Browser, db: Session, anna: Customer, main_line: Line) -> None:
    main_line.contract_until = date(2027, 10, 31)
    main_line.termination_fee = Money(24000)
    main_line.sim_kind = "esim"
    browser.sign_in(anna)

    browser.open(f"/account/lines/{main_line.id}")

    for fact in ("Listek 30 GB", "39.99", "30 GB", "unlimited", "eSIM", "ends with 0011", "31 October 2027", "240.00"):
        assert fact in browser.text
    assert "8948000000000000011" not in browser.text


def test_a_line_without_tariff_card_and_contract_shows_what_is_known(
    browser: Browser, db: Session, anna: Customer
) -> None:
    line = line_numbered(db, "+48500100209")
    line.iccid = line.contact_phone = ""
    browser.sign_in(anna)

    browser.open(f"/account/lines/{line.id}")

    assert "internet number" in browser.text
    for absent in ("ICCID", "PUK", "Contract until", "Monthly fee", "Codes for this number"):
        assert absent not in browser.page.xpath("string(//div[@class='split-detail'])")


@pytest.mark.parametrize("status", ["restricted", "suspended"])
def test_a_stopped_line_says_so_in_the_list_and_on_its_page(
    browser: Browser, anna: Customer, main_line: Line, status: str
) -> None:
    main_line.status = status
    browser.sign_in(anna)

    marked = browser.open("/account/lines").page.xpath("//li//span[contains(@class, 'tag-bad')]")
    browser.open(f"/account/lines/{main_line.id}")

    assert len(marked) == 1
    assert "112" in browser.page.xpath("string(//p[contains(@class, 'note-bad')])")


def test_a_changed_sim_is_told_for_48_hours(browser: Browser, anna: Customer, main_line: Line) -> None:
    browser.sign_in(anna)

    main_line.sim_changed_at = NOON - timedelta(hours=47)
    lately = browser.open(f"/account/lines/{main_line.id}").page.xpath("//p[contains(@class, 'note-warn')]")
    main_line.sim_changed_at = NOON - timedelta(hours=48)
    long_ago = browser.open(f"/account/lines/{main_line.id}").page.xpath("//p[contains(@class, 'note-warn')]")

    assert (len(lately), len(long_ago)) == (1, 0)


def test_only_documents_at_a_safe_address_are_linked(browser: Browser, anna: Customer, main_line: Line) -> None:
    assert main_line.tariff
    main_line.tariff.price_list_url = "https://listek.example/l30.pdf"
    main_line.tariff.promotion_url = "javascript:alert(1)"
    browser.sign_in(anna)

    browser.open(f"/account/lines/{main_line.id}")

    assert "https://listek.example/l30.pdf" in browser.links()
    assert not [link for link in browser.links() if link.startswith("javascript")]


def test_the_puk_is_hidden_until_the_password_is_typed_again(
    browser: Browser, db: Session, anna: Customer, main_line: Line
) -> None:
    browser.sign_in(anna)

    browser.open(f"/account/lines/{main_line.id}")
    before = browser.text
    browser.press("Show PUK", password=PASSWORD)

    assert "12345678" not in before
    assert "12345678" in browser.text
    assert browser.response.headers["Cache-Control"] == "no-store"
    entry = db.scalars(select(Entry)).one()
    assert (entry.what, entry.customer_no, entry.facts) == ("puk_shown", "1002456", '{"line": "+48500100200"}')


def test_the_session_goes_on_under_a_new_token_after_the_password(
    browser: Browser, db: Session, anna: Customer, main_line: Line
) -> None:
    row = browser.sign_in(anna, my_device=True, proved_at=NOON - timedelta(hours=1))
    before = row.token_hash

    browser.open(f"/account/lines/{main_line.id}").press("Show PUK", password=PASSWORD)

    assert row.token_hash != before
    assert row.proved_at == NOON
    browser.open("/account")


def test_a_wrong_password_shows_no_puk_and_counts(
    browser: Browser, db: Session, anna: Customer, main_line: Line
) -> None:
    browser.sign_in(anna)
    browser.open(f"/account/lines/{main_line.id}")

    for _again in range(10):
        browser.press("Show PUK", status=422, password="wrong")
    assert "12345678" not in browser.text
    assert browser.page.xpath("//div[@role='alert']//a[@href='#password']")
    browser.press("Show PUK", status=429, password=PASSWORD)

    assert int(browser.response.headers["Retry-After"]) > 0
    assert db.scalars(select(Entry).where(Entry.what == "puk_shown")).all() == []


def test_an_empty_password_is_a_mistake_that_does_not_count(
    browser: Browser, db: Session, anna: Customer, main_line: Line
) -> None:
    browser.sign_in(anna)
    browser.open(f"/account/lines/{main_line.id}")

    for _again in range(11):
        browser.press("Show PUK", status=422, password="")

    browser.press("Show PUK", password=PASSWORD)


def test_someone_elses_line_is_not_found(
    browser: Browser, db: Session, anna: Customer, bartek: Customer, main_line: Line
) -> None:
    theirs = line_numbered(db, "+48500100300")
    browser.sign_in(anna)

    browser.open(f"/account/lines/{theirs.id}", status=404)
    page = browser.open(f"/account/lines/{main_line.id}").page
    page.xpath("//form[contains(@action, '/puk')]")[0].set("action", f"/account/lines/{theirs.id}/puk")
    browser.press("Show PUK", status=404, password=PASSWORD)


def test_a_line_that_moved_to_another_holder_is_not_found(browser: Browser, anna: Customer, main_line: Line) -> None:
    main_line.ended_at = NOON
    browser.sign_in(anna)

    browser.open(f"/account/lines/{main_line.id}", status=404)


@pytest.mark.parametrize("number", [0, 2**63, 10**40])
def test_an_id_that_no_line_has_is_not_found(browser: Browser, anna: Customer, number: int) -> None:
    browser.sign_in(anna)

    browser.open(f"/account/lines/{number}", status=404)


def test_a_firm_with_many_numbers_sees_all_of_them_page_by_page(
    browser: Browser, db: Session, bartek: Customer
) -> None:
    bartek.chosen_language = "en"
    for last in range(150):
        builders.make_line(db, bartek, f"+48600000{last:03d}")
    browser.sign_in(bartek)

    first = titles_on(browser.open("/account/lines"))
    [forward] = [link for link in browser.links() if "after=" in link]
    second = titles_on(browser.open(forward))

    assert len(first) == 100
    assert len(second) == 51
    assert not first & second
    assert not [link for link in browser.links() if "after=" in link]


def test_a_customer_without_numbers_is_told_what_will_be_there(browser: Browser, db: Session) -> None:
    somebody = builders.make_customer(db, "1", chosen_language="en")
    browser.sign_in(somebody)

    browser.open("/account/lines")

    assert "You have no numbers now" in browser.text


def titles_on(browser: Browser) -> set[str]:
    return set(browser.page.xpath("//div[@class='split-detail']//span[@class='row-title']/text()"))


def test_showing_a_puk_needs_no_javascript_and_no_recent_sign_in(
    browser: Browser, db: Session, anna: Customer, main_line: Line
) -> None:
    row: SessionRow = browser.sign_in(anna, proved_at=None)

    browser.open(f"/account/lines/{main_line.id}").press("Show PUK", password=PASSWORD)

    assert row.is_proved_lately(NOON)
