"""Where a change of an option must not be taken."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from selfcare.catalogue.models import Option
from selfcare.customers.models import Customer
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.orders import jobs
from selfcare.orders.models import Order
from tests import builders
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import send_button, the_order


@pytest.fixture(autouse=True)
def voicemail(db: Session) -> Option:
    return builders.make_option(db, "VOICEMAIL", kind="voicemail")


@pytest.fixture(autouse=True)
def world(db: Session) -> Option:
    return builders.make_option(db, "WORLD", kind="international", price_gross=Money(1000), recurring=True)


def ask(browser: Browser, line: Line, code: str = "VOICEMAIL", *, status: int = 200, **sent: Any) -> None:
    browser.open(f"/orders/options?line={line.id}&option={code}")
    browser.press(send_button(browser), status=status, **({"start": "now"} | sent))


def hidden(browser: Browser, name: str) -> Any:
    return browser.page.xpath("//main//input[@name=$name]", name=name)[0]


def states(db: Session) -> list[str]:
    return list(db.scalars(select(Order.state).order_by(Order.id)))


def test_someone_elses_line_is_not_found(browser: Browser, db: Session, bartek: Customer, line: Line) -> None:
    theirs = db.scalars(select(Line).where(Line.customer_id == bartek.id)).one()

    browser.open(f"/orders/options?line={theirs.id}", status=404)
    for other in (str(theirs.id), ""):
        browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")
        hidden(browser, "line").set("value", other)
        browser.press(send_button(browser), status=404, start="now")

    assert states(db) == []


def test_what_is_not_sold_is_refused(browser: Browser, db: Session, line: Line) -> None:
    browser.open(f"/orders/options?line={line.id}&option=NONE", status=409)
    ask(browser, line, option="NONE", status=409)

    assert states(db) == []


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("read", "0" * 64, 409),
        ("wanted", "off", 409),  # it is off
        ("wanted", "5000", 422),  # it has no limit
        ("option", "WORLD", 409),  # another one than was read
    ],
)
def test_an_altered_form_is_refused(
    *, browser: Browser, db: Session, line: Line, field: str, value: str, status: int
) -> None:
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")

    hidden(browser, field).set("value", value)
    browser.press(send_button(browser), status=status, start="now")

    assert states(db) == []


def test_without_a_day_nothing_is_ordered(browser: Browser, db: Session, line: Line) -> None:
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")

    browser.press(send_button(browser), status=422)

    assert "Choose from when" in browser.text
    browser.press(send_button(browser), start="now")
    assert states(db) == ["draft"]


@pytest.mark.parametrize("own", ["", "100001"])
def test_an_own_amount_must_be_one(browser: Browser, db: Session, line: Line, own: str) -> None:
    builders.make_option(db, "PREMIUM", kind="premium")

    ask(browser, line, "PREMIUM", wanted="own", own=own, status=422)

    assert "Type an amount between" in browser.text
    assert states(db) == []


def test_a_wrong_code_is_refused_and_one_of_another_order(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    ask(browser, line)
    first, code = the_order(db).number, post.code()
    browser.press("Order the change", code=f"{(int(code) + 1) % 1_000_000:06}", status=422)
    clock.move(seconds=30)
    ask(browser, line, "WORLD")
    second = post.code()

    browser.open(f"/orders/{first}").press("Order the change", code=second, status=422)

    assert states(db) == ["draft", "draft"]


def test_an_old_code_is_refused(browser: Browser, db: Session, line: Line, post: Post, clock: Clock) -> None:
    ask(browser, line)
    code = post.code()
    clock.move(minutes=10)

    browser.press("Order the change", code=code, status=422)

    assert states(db) == ["draft"]


def test_what_changed_after_it_was_read_is_refused(
    *, browser: Browser, db: Session, line: Line, post: Post, world: Option
) -> None:
    ask(browser, line, "WORLD")
    code = post.code()
    world.price_gross = Money(2000)

    browser.press("Order the change", code=code, status=409)

    assert "have changed meanwhile" in browser.notice
    assert states(db) == ["draft"]


def test_a_code_typed_on_the_next_day_orders_nothing_for_today(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    clock.move(hours=11, minutes=58)
    browser.sign_in(line.customer)
    ask(browser, line)
    code = post.code()
    clock.move(minutes=3)

    browser.press("Order the change", code=code, status=409)

    assert states(db) == ["draft"]


def test_a_sim_changed_twenty_hours_ago_authorises_nothing(browser: Browser, db: Session, line: Line) -> None:
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")
    line.sim_changed_at = NOON - timedelta(hours=20)

    browser.press(send_button(browser), status=409, start="now")

    assert "changed less than 48 hours ago" in browser.notice
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")
    assert "changed less than 48 hours ago" in browser.text
    assert states(db) == []


def test_a_double_press_changes_it_once(browser: Browser, db: Session, line: Line, post: Post) -> None:
    ask(browser, line)
    kept, code = browser.page, post.code()
    browser.press("Order the change", code=code)

    browser.page = kept
    browser.press("Order the change", code=code)

    assert "The order is placed" in browser.text
    assert states(db) == ["done"]
    assert len(db.scalars(select(LineOption)).all()) == 1


def test_going_back_and_sending_again_says_what_changed(browser: Browser, db: Session, line: Line, post: Post) -> None:
    browser.open(f"/orders/options?line={line.id}&option=VOICEMAIL")
    kept = browser.page
    browser.press(send_button(browser), start="now")
    browser.press("Order the change", code=post.code())

    browser.page = kept
    browser.press(send_button(browser), start="now", status=409)

    assert "have changed meanwhile" in browser.notice
    assert states(db) == ["done"]


@pytest.mark.parametrize(
    ("feed", "ends_as"),
    [
        ({"begins_on": date(2026, 12, 1)}, ("done", "feed")),
        ({"begins_on": date(2026, 11, 26), "value": Money(10000)}, ("rejected", "overtaken")),
    ],
)
def test_the_feed_may_be_quicker_or_say_something_else(
    *,
    browser: Browser,
    db: Session,
    line: Line,
    post: Post,
    clock: Clock,
    world: Option,
    feed: dict[str, Any],
    ends_as: tuple[str, str],
) -> None:
    ask(browser, line, "WORLD", start="period")
    browser.press("Order the change", code=post.code())
    db.add(LineOption(line_id=line.id, option_id=world.id, **feed))
    clock.move(days=6)

    jobs.settle(db, now=clock.now)
    db.flush()

    placed = the_order(db)
    assert (placed.state, placed.reason) == ends_as
    assert len(db.scalars(select(LineOption)).all()) == 1
    browser.sign_in(line.customer)
    browser.open(f"/orders/{placed.number}")
    assert "confirmed by our billing" in browser.text or "changed in another way" in browser.text


@pytest.mark.parametrize("lost", [False, True])
def test_a_line_or_a_catalogue_that_is_another_meanwhile_stops_nothing(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock, world: Option, lost: bool
) -> None:
    ask(browser, line, "WORLD", start="period")
    browser.press("Order the change", code=post.code())
    line.kind = "data"
    if lost:
        db.delete(world)
    clock.move(days=6)

    jobs.settle(db, now=clock.now)
    db.flush()

    assert (the_order(db).state, the_order(db).reason) == (("rejected", "overtaken") if lost else ("done", "date"))


def test_an_order_that_cannot_be_settled_holds_up_no_other(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    for code in ("WORLD", "VOICEMAIL"):
        ask(browser, line, code, start="period")
        browser.press("Order the change", code=post.code())
        post.deliver()
        clock.move(seconds=31)
    db.scalars(select(Order).order_by(Order.id).limit(1)).one().asked = "{}"
    clock.move(days=6)

    with capture_logs() as said:
        jobs.settle(db, now=clock.now)

    db.flush()
    assert states(db) == ["waiting", "done"]
    assert [line["event"] for line in said] == ["an order that cannot be settled"]


def test_another_cycle_moves_it(browser: Browser, db: Session, line: Line, post: Post, clock: Clock) -> None:
    ask(browser, line, "WORLD", start="period")
    browser.press("Order the change", code=post.code())
    line.customer.cycle_day = 16

    jobs.settle(db, now=clock.now)
    db.flush()

    assert (the_order(db).state, the_order(db).effective_on) == ("waiting", date(2026, 12, 16))
