"""Another SIM card or an eSIM: what it costs, who authorises it, and where it must be refused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.models import Order
from selfcare.orders.settling import accept, finish
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import send_button, the_order
from tests.statements import MOST_PER_PAGE, count_statements


def ask(browser: Browser, line: Line, *, status: int = 200, **wanted: Any) -> None:
    browser.open(f"/orders/sim?line={line.id}")
    browser.press(send_button(browser), status=status, **({"sim_kind": "esim", "why": "own"} | wanted))


def states(db: Session) -> list[str]:
    return list(db.scalars(select(Order.state).order_by(Order.id)))


@pytest.fixture
def second(db: Session, line: Line) -> Line:
    return db.scalars(select(Line).where(Line.msisdn == "+48500100201")).one()


def test_the_page_says_what_it_costs_and_warns_of_a_reserved_pesel(browser: Browser, line: Line) -> None:
    with count_statements() as asked:
        browser.open(f"/orders/sim?line={line.id}")

    for fact in ("ends with 0011", "36.90 zł", "free of charge", "PESEL", "ul. Klonowa 7/3", "anna@example.org"):
        assert fact in browser.text
    assert len(asked) <= MOST_PER_PAGE
    assert f"/orders/stolen?line={line.id}" in browser.links()


def test_an_esim_of_ones_own_wish_costs_and_waits_for_the_operator(
    browser: Browser, db: Session, line: Line, post: Post
) -> None:
    ask(browser, line)
    [letter] = post.deliver()

    browser.press("Order the change", code=letter.code)

    placed = the_order(db)
    assert (letter.to, letter.facts["what"]) == ("+48500100200", "eSIM for 500100200")
    assert letter.facts["cost"].replace("\u00a0", " ") == "36.90 zł once"
    assert (placed.state, placed.waits_for, placed.price) == ("waiting", "operator", Money(3690))
    assert "The old one works until you activate the new one" in browser.text
    assert not browser.page.xpath("//button[contains(., 'Cancel')]")


def test_when_it_is_done_the_line_has_it_and_sms_prove_nothing_for_two_days(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    ask(browser, line)
    browser.press("Order the change", code=post.code())
    post.deliver()

    finish(db, the_order(db), now=clock.now)
    db.flush()

    assert (line.sim_kind, line.sim_changed_at) == ("esim", NOON)
    assert line.sms_proves_nothing(clock.now + timedelta(hours=47))
    assert {letter.kind for letter in post.deliver()} == {"order_news"}
    browser.open(f"/orders/sim?line={line.id}")
    assert "changed less than 48 hours ago" in browser.text


def test_a_defective_sim_costs_nothing(browser: Browser, db: Session, second: Line, post: Post) -> None:
    ask(browser, second, sim_kind="sim", why="defective")
    browser.press("Order the change", code=post.code())

    placed = the_order(db)
    assert (placed.price, placed.waits_for, placed.sent_to) == (Money(), "operator", "+48500100200")


def test_who_gets_no_sms_is_sent_an_email_and_waits_for_staff(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    ask(browser, line, why="defective")
    [letter] = post.deliver()
    assert "We sent 6 digits to anna@example.org." in browser.text
    browser.press("Order the change", code=letter.code)

    placed = the_order(db)
    before = placed.waits_for
    accept(db, placed, now=clock.now, actor="bok@example.org")

    assert (letter.channel, letter.to) == ("email", "anna@example.org")
    assert "with a code by e-mail to anna@example.org" in browser.text
    assert (before, placed.waits_for) == ("staff", "operator")


def test_what_waits_for_staff_can_be_cancelled(browser: Browser, db: Session, line: Line, post: Post) -> None:
    ask(browser, line, why="defective")
    browser.press("Order the change", code=post.code())

    browser.press("Cancel the change")

    assert states(db) == ["cancelled"]


def test_without_an_email_a_sim_that_does_not_work_is_a_matter_for_the_phone(
    browser: Browser, db: Session, line: Line
) -> None:
    line.customer.email = ""

    ask(browser, line, why="defective", status=409)

    assert "Call customer service" in browser.notice
    assert states(db) == []


def test_a_sim_changed_twenty_hours_ago_cannot_be_changed_again(
    browser: Browser, db: Session, line: Line, second: Line
) -> None:
    browser.open(f"/orders/sim?line={second.id}")
    second.sim_changed_at = NOON - timedelta(hours=20)

    browser.press(send_button(browser), sim_kind="esim", why="own", status=409)

    assert "changed less than 48 hours ago" in browser.notice
    second.sim_changed_at, line.sim_changed_at = None, NOON - timedelta(hours=20)
    browser.open(f"/orders/sim?line={second.id}")
    assert "500 100 200 was changed less than 48 hours ago" in browser.text.replace("\u00a0", " ")
    assert states(db) == []


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("read", "0/8948000000000000011/works", 409), ("why", "stolen", 422), ("sim_kind", "gold", 422)],
)
def test_an_altered_form_is_refused(
    *, browser: Browser, db: Session, line: Line, field: str, value: str, status: int
) -> None:
    browser.open(f"/orders/sim?line={line.id}")
    for found in browser.page.xpath("//main//input[@name=$name]", name=field):
        found.set("value", value)

    sent: dict[str, Any] = {"sim_kind": "esim", "why": "own"} | {field: value}
    browser.press(send_button(browser), status=status, **sent)

    assert states(db) == []


def test_someone_elses_line_is_not_found(browser: Browser, db: Session, bartek: Customer, line: Line) -> None:
    theirs = db.scalars(select(Line).where(Line.customer_id == bartek.id)).one()

    browser.open(f"/orders/sim?line={theirs.id}", status=404)
    browser.open(f"/orders/sim?line={line.id}")
    browser.page.xpath("//main//input[@name='line']")[0].set("value", str(theirs.id))
    browser.press(send_button(browser), sim_kind="esim", why="own", status=404)


def test_a_second_one_is_not_ordered_and_a_double_press_orders_one(
    *, browser: Browser, db: Session, line: Line, post: Post
) -> None:
    browser.open(f"/orders/sim?line={line.id}")
    first = browser.page
    ask(browser, line)
    kept, code = browser.page, post.code()
    for _press in range(2):
        browser.page = kept
        browser.press("Order the change", code=code)

    browser.page = first  # back, and sent once more
    browser.press(send_button(browser), sim_kind="sim", why="own", status=409)
    browser.open(f"/orders/sim?line={line.id}")

    assert "Another SIM is ordered already" in browser.text
    assert states(db) == ["waiting"]


def test_a_wrong_or_old_code_orders_nothing(
    *, browser: Browser, db: Session, line: Line, post: Post, clock: Clock
) -> None:
    ask(browser, line)
    code = post.code()

    browser.press("Order the change", code=f"{(int(code) + 1) % 1_000_000:06}", status=422)
    clock.move(minutes=10)
    browser.press("Order the change", code=code, status=422)

    assert states(db) == ["draft"]


def test_the_line_is_chosen_first(browser: Browser, line: Line) -> None:
    browser.open("/orders/sim")

    assert f"/orders/sim?line={line.id}" in browser.links()
