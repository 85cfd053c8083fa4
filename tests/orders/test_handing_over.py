"""Orders leave for the operator's systems: what is written, when, and what becomes of a letter that nobody takes."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.errors import PartnerUnavailable
from selfcare.lines.models import Line
from selfcare.orders import settling
from selfcare.orders.gateways.https import HttpsOrders
from selfcare.orders.handing_over import SEND_ORDER
from selfcare.orders.models import STAFF, THE_OPERATOR, Order, WrongState
from selfcare.orders.sending import never_give_up, send_order
from selfcare.outbox.models import Task
from tests.auth.conftest import Clock
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders import steps
from tests.orders.operator import SECRET, letters, taking_orders
from tests.payments.gateways.servers import Said, Server

ORDERS = "/orders"


@pytest.fixture
def placed(browser: Browser, db: Session, post: Post, line: Line, larger: Tariff) -> Order:
    steps.order(browser, post, line, larger)
    return steps.the_order(db)


@pytest.fixture
def operator() -> Iterator[Server]:
    with Server(lambda _asked: Said(202)).running() as server:
        yield server


def test_a_placed_order_says_all_that_is_needed(db: Session, placed: Order, line: Line) -> None:
    (letter,) = letters(db)

    assert (letter["form"], letter["event"], letter["event_id"]) == (1, "placed", f"{placed.number}-placed")
    said = letter["order"]
    assert (said["kind"], said["customer_no"], said["msisdn"]) == ("tariff_change", "1002456", "+48500100200")
    assert (said["effective_on"], said["price_gross"]) == ("2026-12-01", "0.00")
    assert said["asked"]["after"]["code"] == "L60"
    assert said["terms_version"] == placed.terms_version


def test_a_draft_stays_here(browser: Browser, db: Session, line: Line, larger: Tariff) -> None:
    steps.ask(browser, line, larger)

    assert letters(db) == []


def test_a_cancelled_order_is_withdrawn(browser: Browser, db: Session, placed: Order) -> None:
    browser.open(f"/orders/{placed.number}")
    browser.press("Cancel the change")

    assert [letter["event"] for letter in letters(db)] == ["placed", "withdrawn"]


def test_an_order_that_became_void_is_withdrawn_with_its_reason(db: Session, placed: Order, line: Line) -> None:
    line.tariff_id = None

    settling.settle(db, placed, now=NOON, today=NOON.date())

    assert letters(db)[-1]["event"] == "withdrawn"
    assert letters(db)[-1]["order"]["reason"] == "other_tariff"


def test_an_order_that_moved_says_its_new_day(db: Session, placed: Order) -> None:
    placed.customer.cycle_day = 16

    settling.settle(db, placed, now=NOON, today=NOON.date())

    assert letters(db)[-1]["event_id"] == f"{placed.number}-moved-2026-12-16"
    assert letters(db)[-1]["order"]["effective_on"] == "2026-12-16"


def test_what_the_operator_says_himself_is_not_told_back(db: Session, placed: Order) -> None:
    settling.accept(db, placed, now=NOON, effective_on=date(2026, 12, 8))
    settling.reject(db, placed, now=NOON, said="No")

    assert [letter["event"] for letter in letters(db)] == ["placed"]


def test_what_staff_reject_is_withdrawn(db: Session, placed: Order) -> None:
    settling.reject(db, placed, now=NOON, said="No", actor="staff:1")

    assert [letter["event"] for letter in letters(db)] == ["placed", "withdrawn"]


def test_an_order_that_waits_for_staff_leaves_when_they_accept_it(db: Session, placed: Order) -> None:
    placed.waits_for = STAFF
    before = len(letters(db))

    settling.accept(db, placed, now=NOON, actor="staff:1")
    settling.accept(db, placed, now=NOON, actor="staff:1")

    assert len(letters(db)) == before + 1
    assert (placed.waits_for, placed.state) == (THE_OPERATOR, "waiting")


def test_an_order_that_came_to_its_end_is_not_moved(db: Session, placed: Order) -> None:
    settling.finish(db, placed, now=NOON)

    for move in (settling.accept, settling.reject, settling.finish):
        with pytest.raises(WrongState):
            move(db, placed, now=NOON)


def test_the_customer_reads_what_the_operator_said(browser: Browser, db: Session, placed: Order) -> None:
    settling.reject(db, placed, now=NOON, said="The number is being moved to another operator")

    browser.open(f"/orders/{placed.number}")

    assert "It was not possible: The number is being moved to another operator" in browser.text


def test_it_is_posted_signed_with_a_key_of_its_own(
    app: Flask, db: Session, placed: Order, operator: Server, clock: Clock
) -> None:
    task = db.scalars(select(Task).where(Task.kind == SEND_ORDER)).one()
    facts = json.loads(task.facts)

    with taking_orders(app, operator.address + ORDERS):
        send_order(db, facts, now=clock.now)
        send_order(db, facts, now=clock.now)  # a worker that was killed does it again

    first, second = operator.asked
    assert (first.verb, first.path, first.headers["Content-Type"]) == ("POST", ORDERS, "application/json")
    assert first.headers["X-Signature"] == hmac.new(SECRET.encode(), first.body, hashlib.sha256).hexdigest()
    assert first.headers["Idempotency-Key"] == f"{placed.number}-placed"
    assert (first.body, first.headers["X-Signature"]) == (second.body, second.headers["X-Signature"])


@pytest.mark.parametrize(
    "said",
    [
        *(Said(status) for status in (304, 400, 401, 404, 409, 429, 500, 503)),
        Said(302, headers={"Location": "/elsewhere"}),
        Said(silence=0.3),
    ],
    ids=str,
)
def test_any_answer_but_yes_is_tried_again_and_no_redirect_is_followed(said: Said) -> None:
    with Server(lambda _asked: said).running() as operator, pytest.raises(PartnerUnavailable):
        HttpsOrders(operator.address, SECRET, patience=0.2).send(b"{}", "key")

    assert len(operator.asked) == 1


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(PartnerUnavailable, match="ConnectError"):
        HttpsOrders("http://127.0.0.1:9", SECRET).send(b"{}", "key")


def test_after_a_day_in_vain_it_begins_anew(app: Flask, db: Session, placed: Order, clock: Clock) -> None:
    task = db.scalars(select(Task).where(Task.kind == SEND_ORDER)).one()

    never_give_up(db, json.loads(task.facts), state="failed", now=clock.now)

    tasks = db.scalars(select(Task).where(Task.kind == SEND_ORDER).order_by(Task.id)).all()
    assert (len(tasks), tasks[-1].facts) == (2, task.facts)
    assert tasks[-1].due_at > clock.now


def test_where_nobody_takes_orders_they_stay_here(app: Flask, db: Session, placed: Order, post: Post) -> None:
    assert [letter.kind for letter in post.deliver() if letter.kind == SEND_ORDER] == []
