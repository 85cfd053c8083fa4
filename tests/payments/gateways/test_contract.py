"""What every adapter must do, whoever is at the other end: the running fake bank, or answers that were recorded."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from selfcare import clock
from selfcare.money import Money
from selfcare.payments.gateway import AwaitingApp, BadSignature, Event, Kind, Method, Redirect, Refund
from tests.payments.gateways.worlds import PAYER, REFERENCE, REFUND_REFERENCE, World, checkout


@pytest.mark.parametrize("method", [Method.BANK, Method.CARD])
def test_the_customer_is_sent_to_a_page_that_the_policy_knows(world: World, method: Method) -> None:
    started = world.gateway.start(checkout(), method, PAYER)

    assert isinstance(started, Redirect)
    assert urlsplit(started.url).netloc
    assert world.gateway.page_origins == (world.address,)


def test_a_code_that_is_taken_waits_for_the_bank_s_app(world: World) -> None:
    started = world.gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")

    if isinstance(started, Redirect):  # recorded at a shop that may not take codes
        assert not world.knows_everything
        return
    assert isinstance(started, AwaitingApp)
    assert started.order_id
    assert 60 < (started.expires_at - clock.now()).total_seconds() <= 120


def test_notice_and_look_up_tell_the_same(world: World) -> None:
    order_id = _paid(world)
    body, headers = world.paid_notice()

    (told,) = world.gateway.parse_notification(body, headers)
    found = world.gateway.fetch(checkout(order_id=order_id))

    assert told == found
    assert (told.reference, told.order_id, told.kind) == (REFERENCE, order_id, Kind.PAID)
    assert (told.amount, told.currency) == (Money(11489), "PLN")


def test_a_notice_is_believed_only_as_it_was_signed(world: World) -> None:
    _paid(world)
    body, headers = world.paid_notice()

    for forged in (body.replace(b"11489", b"11490"), body + b" ", body[:-2], b"", b"[]", b"null", b"\xff"):
        if forged == body + b" " and world.gateway.name == "przelewy24":
            continue  # it signs facts, not bytes
        with pytest.raises(BadSignature):
            world.gateway.parse_notification(forged, headers)


def test_confirming_may_be_repeated(world: World) -> None:
    order_id = _paid(world)
    (told,) = world.gateway.parse_notification(*world.paid_notice())

    world.gateway.confirm(checkout(order_id=order_id), told)
    world.gateway.confirm(checkout(order_id=order_id), told)

    if world.knows_everything:
        found = world.gateway.fetch(checkout(order_id=order_id))
        assert found is not None
        assert not found.must_confirm


def test_of_a_payment_that_nobody_began_nothing_is_known(world: World) -> None:
    assert world.gateway.fetch(checkout("f" * 32)) is None
    assert world.gateway.fetch(checkout("f" * 32, order_id="123")) is None


def test_a_refund_asked_for_twice_is_one(world: World) -> None:
    order_id = _paid(world)
    refund = Refund(
        reference=REFUND_REFERENCE, checkout=checkout(order_id=order_id), amount=Money(489), title="Zwrot nadpłaty"
    )

    world.gateway.refund(refund)
    world.gateway.refund(refund)

    done = _ended(world, refund)
    assert done.kind is Kind.REFUND_DONE
    assert (done.reference, done.refund_reference, done.amount) == (REFERENCE, REFUND_REFERENCE, Money(489))


def test_the_doctor_learns_that_the_company_knows_us(world: World) -> None:
    assert "knows" in world.gateway.check()


def _paid(world: World) -> str:
    """The order's id, at the company, of a payment that the customer has made."""
    started = world.gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")
    assert isinstance(started, AwaitingApp | Redirect)
    world.pay(started.order_id)
    return started.order_id


def _ended(world: World, refund: Refund) -> Event:
    until = time.monotonic() + 5
    while (event := world.gateway.fetch_refund(refund)) is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    return event
