"""Options of a line, from the list to the order that is done, as the customer does it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing.notice_actions import wish_of
from selfcare.catalogue.models import Option
from selfcare.customers.models import Customer
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.orders import jobs
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.orders.steps import send_button, the_order
from tests.statements import MOST_PER_PAGE, count_statements

TODAY, FIRST_OF_NEXT = date(2026, 11, 25), date(2026, 12, 1)


@pytest.fixture(autouse=True)
def options(db: Session) -> dict[str, Option]:
    make = builders.make_option
    found = [
        make(db, "VOICEMAIL", kind="voicemail"),
        make(db, "CLIR", kind="clir", price_gross=Money(500), recurring=True),
        make(db, "DATA10", name="Extra 10 GB", price_gross=Money(1500), data_mb=10240, ends="days:30"),
        make(db, "ROAMING", kind="roaming"),
        make(db, "PREMIUM", name="Special numbers", kind="premium"),
        make(db, "WORLD", kind="international", starts="period", price_gross=Money(1000), recurring=True),
    ]
    return {option.code: option for option in found}


def choose(browser: Browser, line: Line, code: str, *, status: int = 200, **wanted: Any) -> None:
    """Up to the page that asks for the code."""
    browser.open(f"/orders/options?line={line.id}&option={code}")
    browser.press(send_button(browser), status=status, **wanted)


def order(browser: Browser, post: Post, line: Line, code: str, **wanted: Any) -> None:
    post.deliver()
    choose(browser, line, code, **wanted)
    browser.press("Order the change", code=post.code())


def rows(db: Session) -> list[tuple[Money | None, date, date | None]]:
    return [(row.value, row.begins_on, row.ends_on) for row in db.scalars(select(LineOption).order_by(LineOption.id))]


def test_the_list_says_how_everything_is(browser: Browser, db: Session, line: Line, options: dict[str, Option]) -> None:
    db.add(LineOption(line_id=line.id, option_id=options["ROAMING"].id, value=Money(21500), begins_on=TODAY))
    db.add(LineOption(line_id=line.id, option_id=options["DATA10"].id, begins_on=TODAY, ends_on=date(2026, 12, 24)))
    db.flush()

    with count_statements() as asked:
        browser.open(f"/orders/options?line={line.id}")

    for fact in (
        "on, up to 215.00 zł",
        "on until 24 December 2026",
        "up to 35.00 zł",
        "5.00 zł a month",
        "15.00 zł once",
    ):
        assert fact in browser.text
    assert len(asked) <= MOST_PER_PAGE


def test_the_page_of_the_line_names_what_it_has(
    browser: Browser, db: Session, line: Line, options: dict[str, Option]
) -> None:
    db.add(LineOption(line_id=line.id, option_id=options["CLIR"].id, begins_on=TODAY))
    db.add(LineOption(line_id=line.id, option_id=options["WORLD"].id, begins_on=FIRST_OF_NEXT))

    browser.open(f"/account/lines/{line.id}")

    assert "Options: Clir" in browser.text
    assert "World" not in browser.text
    assert f"/orders/options?line={line.id}" in browser.links()
    assert f"/orders/sim?line={line.id}" in browser.links()


def test_one_option_asks_little(browser: Browser, line: Line) -> None:
    with count_statements() as asked:
        browser.open(f"/orders/options?line={line.id}&option=ROAMING")

    assert len(asked) <= MOST_PER_PAGE


def test_an_option_is_switched_on_at_once(browser: Browser, db: Session, line: Line, post: Post) -> None:
    choose(browser, line, "VOICEMAIL", start="now")
    [letter] = post.deliver()

    browser.press("Order the change", code=letter.facts["code"])

    assert (letter.facts["what"], letter.facts["cost"]) == ("Voicemail on for 500100200", "free of charge")
    assert (the_order(db).state, the_order(db).effective_on) == ("done", TODAY)
    assert rows(db) == [(None, TODAY, None)]
    assert "The change is in force" in browser.text
    assert {told.kind for told in post.deliver()} == {"order_receipt"}
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")
    assert "with a code by SMS to 500 100 200" in browser.text.replace("\u00a0", " ")


def test_what_costs_says_so_before_it_is_ordered(browser: Browser, line: Line, post: Post) -> None:
    browser.open(f"/orders/options?line={line.id}&option=CLIR")
    assert "5.00 zł for the period until 30 November 2026, then 5.00 zł a month." in browser.text
    assert "5.00 zł a month, from 1 December 2026." in browser.text

    browser.open(f"/orders/options?line={line.id}&option=DATA10")
    assert "15.00 zł once, on your next invoice. Valid until 24 December 2026." in browser.text
    browser.press(send_button(browser), start="now")

    assert "15.00 zł" in browser.text
    assert post.deliver()[0].facts["cost"].replace("\u00a0", " ") == "15.00 zł once"


def test_a_package_runs_until_its_day_and_can_be_had_again_after_it(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    order(browser, post, line, "DATA10", start="now")
    placed = the_order(db)
    browser.open(f"/orders/options?line={line.id}&option=DATA10")
    first = browser.text
    clock.move(days=30)
    browser.sign_in(line.customer)
    order(browser, post, line, "DATA10", start="now")

    assert placed.price == Money(1500)
    assert "You have it already" in first
    assert rows(db) == [(None, TODAY, date(2026, 12, 24)), (None, date(2026, 12, 25), date(2027, 1, 23))]


def test_from_the_next_period_it_waits_and_can_be_cancelled(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    order(browser, post, line, "CLIR", start="period")
    browser.open(f"/orders/options?line={line.id}&option=CLIR")
    assert "This is waiting already" in browser.text
    assert not browser.page.xpath("//main//button[contains(., 'Send the code')]")

    browser.open(f"/orders/{the_order(db).number}").press("Cancel the change")
    clock.move(minutes=1)
    order(browser, post, line, "CLIR", start="period")
    placed = the_order(db)
    clock.move(days=5, hours=12)
    jobs.settle(db, now=clock.now)
    db.flush()

    assert (placed.state, placed.reason, placed.effective_on) == ("done", "date", FIRST_OF_NEXT)
    assert rows(db) == [(None, FIRST_OF_NEXT, None)]


def test_what_is_paid_by_the_month_is_switched_off_with_the_period(
    *, browser: Browser, db: Session, line: Line, post: Post, options: dict[str, Option], clock: Clock
) -> None:
    db.add(LineOption(line_id=line.id, option_id=options["CLIR"].id, begins_on=date(2026, 1, 1)))

    browser.open(f"/orders/options?line={line.id}&option=CLIR")
    assert "From 1 December 2026 you pay 5.00 zł less a month." in browser.text
    assert "At once" not in browser.text
    order(browser, post, line, "CLIR", start="period")
    clock.move(days=6)
    jobs.settle(db, now=clock.now)
    db.flush()

    assert rows(db) == [(None, date(2026, 1, 1), date(2026, 11, 30))]


def test_a_limit_is_changed_and_what_was_is_kept(
    *, browser: Browser, db: Session, line: Line, post: Post, options: dict[str, Option]
) -> None:
    db.add(LineOption(line_id=line.id, option_id=options["ROAMING"].id, value=Money(21500), begins_on=date(2026, 1, 1)))

    order(browser, post, line, "ROAMING", wanted="50000", start="now")

    assert rows(db) == [(Money(21500), date(2026, 1, 1), date(2026, 11, 24)), (Money(50000), TODAY, None)]
    assert "on, up to 215.00 zł becomes on, up to 500.00 zł" in browser.text


def test_what_was_switched_on_and_off_on_one_day_never_was(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    order(browser, post, line, "VOICEMAIL", start="now")
    clock.move(minutes=1)

    order(browser, post, line, "VOICEMAIL", start="now")

    assert the_order(db).facts["after"]["is_on"] is False
    assert rows(db) == []


@pytest.mark.parametrize(
    ("chosen", "limit"), [({"wanted": "0"}, Money(0)), ({"wanted": "own", "own": "49,90"}, Money(4990))]
)
def test_a_threshold_drives_the_notices_of_billing(
    *, browser: Browser, db: Session, line: Line, post: Post, chosen: dict[str, str], limit: Money
) -> None:
    order(browser, post, line, "PREMIUM", start="now", **chosen)

    assert wish_of(db, line).premium_limit == limit
    assert the_order(db).state == "done"
    assert rows(db) == []


def test_the_page_of_notices_lowers_the_threshold_but_raises_it_only_with_a_code(
    browser: Browser, db: Session, line: Line
) -> None:
    browser.open(f"/billing/{line.id}/notices")
    assert f"/orders/options?line={line.id}&option=PREMIUM" in browser.links()

    browser.press("Save", premium="10000", status=422)
    browser.press("Save", premium="own", own="35,01", status=422)
    browser.press("Save", premium="much", own="", status=422)
    raised = wish_of(db, line).premium_limit
    browser.press("Save", premium="0", own="")

    assert (raised, wish_of(db, line).premium_limit) == (Money(3500), Money(0))


def test_a_data_line_has_only_what_fits_it(browser: Browser, db: Session, anna: Customer) -> None:
    data_line = db.scalars(select(Line).where(Line.customer_id == anna.id, Line.kind == "data")).one()

    browser.open(f"/orders/options?line={data_line.id}")

    assert "Extra 10 GB" in browser.text
    assert "Voicemail" not in browser.text
    browser.open(f"/orders/options?line={data_line.id}&option=VOICEMAIL", status=409)


def test_the_line_is_chosen_first(browser: Browser, line: Line, bartek: Customer) -> None:
    browser.open("/orders/options")
    assert f"/orders/options?line={line.id}" in browser.links()

    bartek.chosen_language = "en"
    browser.sign_in(bartek)
    browser.open("/orders/options")
    assert "500 100 300" in browser.text


def test_beside_the_numbers_stand_the_options_of_the_main_one(
    browser: Browser, db: Session, line: Line, anna: Customer
) -> None:
    builders.make_line(db, anna, "+48500100299")

    browser.open("/orders/options")

    assert f"/orders/options?line={line.id}&option=CLIR" in browser.links()


def test_an_operator_without_options_says_so(browser: Browser, db: Session, line: Line) -> None:
    for option in db.scalars(select(Option)):
        db.delete(option)

    browser.open(f"/orders/options?line={line.id}")

    assert "nothing to choose here" in browser.text
