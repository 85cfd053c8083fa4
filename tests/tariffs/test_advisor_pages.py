"""The page that prices one's own months on every tariff."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
from tests.statements import MOST_PER_PAGE, count_statements
from tests.tariffs.usage import line_numbered, moment, use, use_data, use_every_month


@pytest.fixture(autouse=True)
def _prices(db: Session) -> None:
    """L30 39,99 zł with 30 GB is Anna's; MINI 14,99 zł with 500 MB and 200 minutes."""
    for code in ("LAST", "L100", "L200"):
        db.scalars(select(Tariff).where(Tariff.code == code)).one().available_to = date(2026, 1, 1)


def ranking(browser: Browser) -> list[str]:
    rows = browser.page.xpath("//section[@aria-labelledby='ranking']//a")
    return [" ".join(" ".join(row.xpath(".//*[@class='row-title' or @class='money']/text()")).split()) for row in rows]


def test_tariffs_are_ranked_by_what_the_months_would_have_cost(browser: Browser, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert ranking(browser) == ["Listek Mini 15.99 zł", "Listek 30 GB 39.99 zł", "Listek 60 GB 54.99 zł"]
    assert "Listek Mini would have cost 288.00 zł less in these months." in browser.text
    assert "1 November 2025 – 31 October 2026" in browser.text


def test_a_tariff_stands_beside_todays_month_by_month(browser: Browser, db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    use_data(db, line, moment(2026, 10, 7), 3900)  # 4500 MB: on Mini 14,99 + 4000 × 0,01 = 54,99
    use(db, line, moment(2026, 9, 7), units=203)  # on Mini 3 min × 0,29 more
    browser.sign_in(anna)

    browser.open(f"/tariffs/advisor?line={line.id}&tariff=MINI")

    assert browser.page.findtext(".//h1") == "On Listek Mini"
    assert "20.68 zł less a month on average" in browser.text  # (479,88 − 231,75) / 12 = 20,6775
    assert "cheaper in 11 months of 12" in browser.text
    assert "In 12 months−248.13 zł" in browser.text
    assert "October4.4 GB, 0 min, 0 SMS 54.99 zł +15.00 zł" in browser.text
    assert "4.4 GB, included 500 MB; 4 000 MB × 0.01 zł" in browser.text
    assert "203 min, included 200 min; 3 min × 0.29 zł" in browser.text
    assert f"/orders/tariff-change?line={line.id}&tariff=MINI" in browser.links()


def test_what_exceeds_the_limit_of_the_eu_on_one_tariff_only_costs_nothing_on_the_other(
    browser: Browser, db: Session, anna: Customer
) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    use_data(db, line, moment(2026, 10, 7), 9000, zone="eu", country="DE")  # 8192 on L30, 12288 on L60
    use(db, line, moment(2026, 10, 8), kind="sms")
    use(db, line, moment(2026, 10, 9), kind="premium", peer="7250", net=Money(200), gross=Money(246))
    browser.sign_in(anna)

    browser.open("/tariffs/advisor?tariff=L60")

    def amounts(name: str) -> list[str]:
        (row,) = browser.page.xpath(f"//tr[th='{name}']")
        return [" ".join(cell.split()) for cell in row.xpath(".//*[@class='money']/text()")]

    assert amounts("Internet in the EU beyond its limit") == ["8.08 zł", "0.00 zł"]
    assert "808 MB × 0.01 zł" in browser.text
    assert amounts("Special numbers") == ["2.46 zł", "2.46 zł"]
    assert "as charged" in browser.text


def test_it_says_when_todays_is_the_best(browser: Browser, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 20_000)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert "Your tariff is the best for you. There is nothing to change." in browser.text
    assert "This is your tariff, and no other on sale would have been cheaper." in browser.text
    assert not [link for link in browser.links() if "tariff-change" in link]


def test_a_draw_is_won_by_todays(browser: Browser, db: Session, anna: Customer) -> None:
    db.scalars(select(Tariff).where(Tariff.code == "L60")).one().monthly_gross = Money(3999)
    use_every_month(db, line_numbered(db), 20_000)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor?tariff=L60")

    assert ranking(browser)[:2] == ["Listek 30 GB 39.99 zł", "Listek 60 GB 39.99 zł"]
    assert "The same amount" in browser.text


def test_fewer_months_may_be_asked_for(browser: Browser, db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor?months=3&tariff=L60")

    assert "In 3 months+45.00 zł" in browser.text
    assert "15.00 zł more a month on average" in browser.text


@pytest.mark.parametrize("months", ["0", "7", "x", "99999999999999999999999"])
def test_a_number_of_months_that_nobody_offers_is_a_year(
    browser: Browser, db: Session, anna: Customer, months: str
) -> None:
    use_every_month(db, line_numbered(db), 600)
    browser.sign_in(anna)

    browser.open(f"/tariffs/advisor?months={months}&tariff=NONE")

    assert "1 November 2025 – 31 October 2026" in browser.text


def test_it_is_too_early_before_three_whole_periods(browser: Browser, db: Session, anna: Customer) -> None:
    use_every_month(db, line_numbered(db), 600, months=2)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert "It is too early to say" in browser.text
    assert "1 more is missing" in browser.text


def test_a_customer_without_a_number_is_told_so(browser: Browser, db: Session, anna: Customer) -> None:
    for msisdn in ("+48500100200", "+48500100201", "+48500100209"):
        line_numbered(db, msisdn).ended_at = moment(2026, 11, 1)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert "You have no number" in browser.text


def test_when_nothing_is_on_sale_it_says_so(browser: Browser, db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    line.tariff_id = None
    for tariff in db.scalars(select(Tariff)):
        tariff.available_to = date(2026, 1, 1)
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert "Nothing is on sale now" in browser.text


def test_without_a_tariff_there_are_only_prices(browser: Browser, db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    line.tariff_id = None
    browser.sign_in(anna)

    browser.open("/tariffs/advisor")

    assert ranking(browser)[0] == "Listek Mini 15.99 zł"
    assert "191.88 zł in 12 months together." in browser.text


def test_a_firm_sees_net_lines_and_vat_as_on_its_invoice(browser: Browser, db: Session, bartek: Customer) -> None:
    line = line_numbered(db, "+48500100300")
    use_every_month(db, line, 600)
    use(db, line, moment(2026, 10, 7), units=243)
    bartek.chosen_language = "en"
    browser.sign_in(bartek)

    browser.open("/tariffs/advisor?tariff=MINI")

    assert "43 min × 0.29 zł" in browser.text
    assert "VAT 7.48 zł5.32 zł" in " ".join(browser.text.split())  # of net 32,51; of 12,19 + 10,14 + 0,81 = 23,14
    assert "Together, with VAT 39.99 zł28.46 zł" in " ".join(browser.text.split())


def test_a_line_of_somebody_else_is_not_found(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    browser.sign_in(anna)

    browser.open(f"/tariffs/advisor?line={line_numbered(db, '+48500100300').id}", status=404)
    browser.open("/tariffs/advisor?line=x", status=404)


def test_the_advisor_asks_the_database_little(browser: Browser, db: Session, anna: Customer) -> None:
    line = line_numbered(db)
    use_every_month(db, line, 600)
    address = f"/tariffs/advisor?line={line.id}&tariff=MINI"
    browser.sign_in(anna)

    with count_statements() as sent:
        browser.open(address)

    assert len(sent) <= MOST_PER_PAGE, [one[:150] for one in sent]
