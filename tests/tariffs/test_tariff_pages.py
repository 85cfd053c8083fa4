from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from tests import builders
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements


def line_numbered(db: Session, msisdn: str) -> Line:
    return db.scalars(select(Line).where(Line.msisdn == msisdn)).one()


def test_what_is_on_sale_today_is_listed_the_cheapest_first(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs")

    assert listed(browser) == [
        "Listek Mini",
        "Listek 30 GB",
        "Listek Last Day",
        "Listek 60 GB",
        "Listek 100 GB",
        "Listek 200 GB",
    ]


def test_todays_tariff_is_marked_and_stands_beside_its_neighbours(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs")

    assert "500 100 200 has Listek 30 GB for 39.99 zł a month" in browser.text
    assert columns(browser) == ["Listek 30 GB", "Listek Last Day", "Listek 60 GB"]
    assert "15.00 zł more a month" in browser.text


def test_up_to_three_chosen_ones_stand_beside_todays(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs?compare=MINI&compare=L60&compare=L100")

    assert columns(browser) == ["Listek 30 GB", "Listek Mini", "Listek 60 GB", "Listek 100 GB"]
    assert browser.page.findtext(".//h1") == "Tariffs beside each other"
    assert facts(browser, "Monthly fee") == [
        "39.99 zł",
        "14.99 zł25.00 zł less a month",
        "54.99 zł15.00 zł more a month",
        "69.99 zł30.00 zł more a month",
    ]
    assert facts(browser, "Internet") == ["30 GB", "500 MB", "60 GB", "100 GB"]
    assert facts(browser, "of it in the EU") == ["8 GB", "not included", "12 GB", "8 GB"]
    assert facts(browser, "A minute beyond that") == ["nothing to add", "0.29 zł", "nothing to add", "nothing to add"]
    checked = browser.page.xpath("//input[@name='compare'][@checked]/@value")
    assert sorted(checked) == ["L100", "L60", "MINI"]


def test_the_form_works_as_a_form(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)
    browser.open("/tariffs")

    browser.page.xpath("//input[@value='L60']")[0].set("checked", "checked")
    browser.press("Show beside each other")

    assert columns(browser) == ["Listek 30 GB", "Listek 60 GB"]
    assert browser.page.xpath("//main[contains(@class, 'at-detail')]")


def test_a_fourth_one_is_left_out_and_said(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs?compare=MINI&compare=L60&compare=L100&compare=L200")

    assert len(columns(browser)) == 4
    assert "1 more is left out" in browser.text


@pytest.mark.parametrize("code", ["OLD", "NEW", "NET", "nothing"])
def test_what_is_not_on_sale_is_not_compared(browser: Browser, anna: Customer, code: str) -> None:
    browser.sign_in(anna)

    browser.open(f"/tariffs?compare={code}&compare=L60")

    assert columns(browser) == ["Listek 30 GB", "Listek 60 GB"]
    assert "1 chosen tariff is not on sale any more" in browser.text


def test_choosing_todays_again_changes_nothing(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs?compare=L30&compare=L60&compare=L60")

    assert columns(browser) == ["Listek 30 GB", "Listek 60 GB"]


def test_a_tariff_that_is_not_sold_any_more_stays_and_is_said_to(
    browser: Browser, anna: Customer, tariff: Tariff
) -> None:
    tariff.available_to = date(2025, 12, 31)
    browser.sign_in(anna)

    browser.open("/tariffs")

    assert "Your tariff is not sold any more" in browser.text
    assert columns(browser)[0] == "Listek 30 GB"


def test_the_other_kind_is_one_press_away_with_the_line_of_that_kind(
    browser: Browser, db: Session, anna: Customer
) -> None:
    line = line_numbered(db, "+48500100209")
    line.tariff = db.scalars(select(Tariff).where(Tariff.code == "NET")).one()
    browser.sign_in(anna)

    browser.open("/tariffs?kind=data")

    assert listed(browser) == ["Listek Net"]
    assert "500 100 209 has Listek Net" in browser.text


def test_another_line_may_be_chosen(browser: Browser, db: Session, anna: Customer) -> None:
    second = line_numbered(db, "+48500100201")
    second.tariff = db.scalars(select(Tariff).where(Tariff.code == "MINI")).one()
    browser.sign_in(anna)

    browser.open(f"/tariffs?line={second.id}&compare=L60")

    assert columns(browser) == ["Listek Mini", "Listek 60 GB"]


def test_the_list_can_be_cut_to_large_ones(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    large = listed(browser.open("/tariffs?data=100"))
    small = listed(browser.open("/tariffs?data=7"))

    assert large == ["Listek Last Day", "Listek 100 GB", "Listek 200 GB"]
    assert len(small) == 6


def test_nothing_so_large_leads_back_to_all(browser: Browser, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/tariffs?kind=data&data=100")

    assert "Nothing so large" in browser.text
    assert "/tariffs?kind=data" in browser.links()


def test_a_customer_without_lines_reads_the_catalogue(browser: Browser, db: Session) -> None:
    browser.sign_in(builders.make_customer(db, "1", chosen_language="en"))

    browser.open("/tariffs")
    compared = columns(browser)
    browser.open("/tariffs?kind=data&compare=NET")

    assert compared == ["Listek Mini", "Listek 30 GB", "Listek Last Day"]
    assert columns(browser) == ["Listek Net"]


def test_an_empty_catalogue_is_said(browser: Browser, db: Session) -> None:
    for tariff in db.scalars(select(Tariff)):
        tariff.available_to = date(2020, 1, 1)
    browser.sign_in(builders.make_customer(db, "1", chosen_language="en"))

    browser.open("/tariffs")

    assert "Nothing is on sale now" in browser.text
    assert not browser.page.xpath("//table")


@pytest.mark.parametrize("number", ["0", str(2**63), "1" * 40, "x", "-1", "²"])
def test_a_line_that_is_not_there_is_not_found(browser: Browser, anna: Customer, number: str) -> None:
    browser.sign_in(anna)

    browser.open(f"/tariffs?line={number}", status=404)


def test_someone_elses_line_is_not_found(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    theirs = line_numbered(db, "+48500100300")
    browser.sign_in(anna)

    browser.open(f"/tariffs?line={theirs.id}", status=404)


def test_only_documents_at_a_safe_address_are_linked(browser: Browser, anna: Customer, tariff: Tariff) -> None:
    tariff.price_list_url = "https://listek.example/l30.pdf"
    tariff.promotion_url = "javascript:alert(1)"
    browser.sign_in(anna)

    browser.open("/tariffs")

    assert "https://listek.example/l30.pdf" in browser.links()
    assert not [link for link in browser.links() if link.startswith("javascript")]


def test_a_firm_with_many_lines_may_come_from_any_of_them(
    browser: Browser, db: Session, bartek: Customer, tariff: Tariff
) -> None:
    bartek.chosen_language = "en"
    lines = [builders.make_line(db, bartek, f"+48600000{last:03d}", tariff_id=tariff.id) for last in range(150)]
    browser.sign_in(bartek)

    with count_statements() as sent:
        browser.open(f"/tariffs?line={lines[-1].id}")

    assert "600 000 149 has Listek 30 GB" in browser.text
    assert browser.page.xpath("//select[@name='line']/option[@selected]/@value") == [str(lines[-1].id)]
    assert len(sent) <= MOST_PER_PAGE


def test_the_same_fee_is_no_difference(browser: Browser, db: Session, anna: Customer) -> None:
    builders.make_tariff(db, "SAME", name="Listek Same", monthly_gross=Money(3999))
    browser.sign_in(anna)

    browser.open("/tariffs?compare=SAME")

    assert facts(browser, "Monthly fee") == ["39.99 zł", "39.99 zł"]


def listed(browser: Browser) -> list[str]:
    return [plain(title) for title in browser.page.xpath("//label//span[@class='row-title']")]


def columns(browser: Browser) -> list[str]:
    return [plain(title) for title in browser.page.xpath("//th[@scope='col']/span[@class='row-title']")]


def facts(browser: Browser, name: str) -> list[str]:
    return [plain(cell) for cell in browser.page.xpath("//tr[th=$name]/td", name=name)]


def plain(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]  # lxml's elements
