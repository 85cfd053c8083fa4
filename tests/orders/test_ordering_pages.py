"""From the line to the order that waits, as the customer does it."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.catalogue.models import Tariff
from selfcare.catalogue.terms import version_of
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import ask, order, review, the_order


def test_the_review_says_what_changes_from_which_day_and_for_how_much(
    browser: Browser, line: Line, larger: Tariff
) -> None:
    review(browser, line, larger)

    for fact in ("Listek 60 GB", "from 1 December 2026", "39.99 zł becomes 54.99 zł", "30 GB becomes 60 GB"):
        assert fact in browser.text
    assert "15.00 zł more a month" in browser.text
    assert {"https://listek.example/l60.pdf", "https://listek.example/l60-promo.pdf"} <= set(browser.links())
    assert version_of(larger) in browser.text


def test_the_code_goes_to_the_main_number_and_says_what_it_orders(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    ask(browser, line, larger)
    [letter] = post.deliver()

    assert (letter.channel, letter.to, letter.kind) == ("sms", "+48500100200", "order_code")
    said = {name: letter.facts[name].replace("\u00a0", " ") for name in ("what", "cost", "on")}
    assert said == {"what": "tariff Listek 60 GB for 500100200", "cost": "54.99 zł a month", "on": "1.12.2026"}
    assert the_order(db).state == "draft"


def test_the_code_for_a_data_line_goes_to_its_contact_number(
    browser: Browser, db: Session, anna: Customer, post: Post, larger: Tariff
) -> None:
    data_line = db.scalars(select(Line).where(Line.msisdn == "+48500100209")).one()
    data_line.contact_phone = "+48600700800"
    larger.kind = "data"

    ask(browser, data_line, larger)

    assert post.deliver()[0].to == "+48600700800"


def test_the_right_code_places_the_order(
    *, browser: Browser, db: Session, line: Line, larger: Tariff, post: Post, tariff: Tariff
) -> None:
    order(browser, post, line, larger)

    placed = the_order(db)
    assert "The order is placed" in browser.text
    assert (placed.state, placed.tariff_id, placed.former_tariff_id) == ("waiting", larger.id, tariff.id)
    assert (placed.effective_on.isoformat(), placed.terms_version) == ("2026-12-01", version_of(larger))
    assert line.tariff_id == tariff.id
    [entry] = db.scalars(select(Entry).where(Entry.what == "order_placed")).all()
    assert json.loads(entry.facts) == {"line": "+48500100200", "order": placed.number}


def test_what_waits_stands_on_the_board(browser: Browser, line: Line, larger: Tariff, post: Post, db: Session) -> None:
    order(browser, post, line, larger)

    browser.open("/orders")

    assert "1 Dec" in browser.text.replace("\u00a0", " ")
    assert f"/orders/{the_order(db).number}" in browser.links()
    assert "Change of tariff to Listek 60 GB" in browser.text


def test_it_can_be_cancelled_until_the_day_before(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    post.deliver()

    browser.press("Cancel the change")

    assert "The change is cancelled" in browser.text
    assert the_order(db).state == "cancelled"
    assert {letter.facts["news"] for letter in post.deliver()} == {"cancelled"}
    assert not browser.page.xpath("//button[contains(., 'Cancel the change')]")


def test_a_line_is_chosen_first_when_there_are_several(browser: Browser, line: Line, larger: Tariff) -> None:
    browser.open("/orders/tariff-change")
    browser.open(f"/orders/tariff-change?line={line.id}")

    assert f"/orders/tariff-change?line={line.id}&tariff=L60" in browser.links()
    assert f"/orders/tariff-change?line={line.id}&tariff=L30" not in browser.links()


def test_the_only_line_needs_no_choice(browser: Browser, bartek: Customer, larger: Tariff) -> None:
    bartek.chosen_language = "en"
    browser.sign_in(bartek)

    browser.open("/orders/tariff-change")

    assert "500 100 300 has Listek 30 GB" in browser.text


def test_a_line_without_a_known_tariff_may_get_one(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    line.tariff = None

    order(browser, post, line, larger)

    assert the_order(db).former_tariff_id is None
    assert "54.99 zł" in browser.text


def test_nothing_is_ordered_without_accepting_the_terms(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    review(browser, line, larger)

    browser.press("Send the code to 500 100 200", status=422)

    assert browser.page.xpath("//div[@role='alert']//a[@href='#accept']")
    assert post.deliver() == []
    browser.press("Send the code to 500 100 200", accept="y")
    assert the_order(db).state == "draft"


def test_a_draft_can_be_left(browser: Browser, db: Session, line: Line, larger: Tariff) -> None:
    ask(browser, line, larger)

    browser.press("Leave everything as it is")

    assert the_order(db).state == "dropped"
    assert browser.address == "/orders"
    assert "Nothing is about to change" in browser.text


def test_a_customer_without_lines_is_told_so(browser: Browser, db: Session, line: Line, anna: Customer) -> None:
    for other in db.scalars(select(Line).where(Line.customer_id == anna.id)):
        other.ended_at = NOON

    browser.open("/orders/tariff-change")

    assert "You have no numbers now" in browser.text
