"""Where companies tell us: open, signed, and no place for a flood."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments import views
from selfcare.payments.doorkeeper import Doorkeeper
from selfcare.payments.models import PaymentEvent, State
from tests.browser import Browser
from tests.payments.company import Company
from tests.payments.test_events import begun

HOOK = "/hooks/payments/payu"
Client = Callable[..., TestResponse]
SIGNED = {"X-Word": "right"}


@pytest.fixture
def client(browser: Browser, company: Company, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever posts notices. It has no cookies, no token and no Origin."""
    monkeypatch.setattr(views, "doorkeeper", Doorkeeper(most=3))

    def post(address: str, **options: Any) -> TestResponse:
        return browser._ask("POST", address, **options)

    return post


def notice(reference: str, kind: str = "paid", amount: int = 11489) -> bytes:
    return json.dumps({"reference": reference, "kind": kind, "amount": amount}).encode()


def test_a_signed_notice_ends_the_payment(client: Client, db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    answer = client(HOOK, data=notice(payment.reference), headers=SIGNED)

    db.expire_all()
    assert answer.status_code == 200
    assert payment.state == State.PAID
    assert db.scalars(select(PaymentEvent.body)).one() == notice(payment.reference)
    assert invoice.left_to_pay == Money()


def test_a_forged_notice_changes_nothing(client: Client, db: Session, anna: Customer, invoice: Invoice) -> None:
    payment = begun(db, anna, invoice)

    answer = client(HOOK, data=notice(payment.reference), headers={"X-Word": "wrong"})

    db.expire_all()
    assert answer.status_code == 400
    assert payment.state == State.CREATED
    assert db.scalars(select(PaymentEvent)).all() == []


def test_what_is_unknown_or_wrong_is_kept_and_not_asked_for_again(
    client: Client, db: Session, anna: Customer, invoice: Invoice
) -> None:
    payment = begun(db, anna, invoice)

    answers = [client(HOOK, data=notice(who, amount=1), headers=SIGNED) for who in ("0" * 32, payment.reference)]

    db.expire_all()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert payment.state == State.CREATED
    assert set(db.scalars(select(PaymentEvent.verdict))) == {"unknown", "wrong_amount"}


def test_whoever_is_refused_too_often_must_wait(client: Client) -> None:
    statuses = [client(HOOK, data=b"{}").status_code for _ in range(4)]

    assert statuses == [400, 400, 400, 429]
    assert client(HOOK, data=b"{}").headers["Retry-After"]


def test_a_notice_has_a_size(client: Client) -> None:
    assert client(HOOK, data=b"x" * (views.LONGEST_NOTICE + 1), headers=SIGNED).status_code == 413


def test_nobody_else_has_a_door_here(client: Client) -> None:
    assert client("/hooks/payments/nobody", headers=SIGNED).status_code == 404


def test_the_doorkeeper_forgets_who_was_silent_longest() -> None:
    doorkeeper = Doorkeeper(most=1, seconds=60)
    doorkeeper.note_refused("first")

    for number in range(10_000):
        doorkeeper.note_refused(str(number))

    assert doorkeeper.wait_of("first") == 0
    assert 0 < doorkeeper.wait_of("9999") <= 60


def test_the_doorkeeper_forgives() -> None:
    doorkeeper = Doorkeeper(most=1, seconds=0)
    doorkeeper.note_refused("somebody")
    doorkeeper.note_refused("somebody")

    assert doorkeeper.wait_of("somebody") == 0
