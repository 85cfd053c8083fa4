"""PayU: what is asked, and every way in which an answer can go wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from selfcare.errors import PartnerUnavailable
from selfcare.money import Money
from selfcare.payments.gateway import (
    AwaitingApp,
    Method,
    Reason,
    Redirect,
    Refund,
    Refused,
    Rejected,
    Unclear,
)
from selfcare.payments.gateways.payu import PayU
from tests.payments.gateways.servers import Asked, Said, Server
from tests.payments.gateways.worlds import PAYER, REFERENCE, REFUND_REFERENCE, checkout, payu_at

NOT_UNIQUE = Said(400, '{"status":{"statusCode":"ERROR_ORDER_NOT_UNIQUE"}}')
TOKEN = Said(body='{"access_token":"one","token_type":"bearer","expires_in":43199,"grant_type":"client_credentials"}')


def test_an_order_is_asked_for_as_payu_wants_it() -> None:
    with _payu(Said(302, _order_said(redirectUri="https://secure.payu.com/pay/?x"))) as (gateway, server):
        started = gateway.start(checkout(), Method.BANK, PAYER)

    assert started == Redirect("https://secure.payu.com/pay/?x", "WZHF")
    order = _last_order(server)
    assert (order["totalAmount"], order["products"][0]["unitPrice"]) == ("11489", "11489")
    assert (order["extOrderId"], order["customerIp"], order["merchantPosId"]) == (REFERENCE, "203.0.113.7", "300746")
    assert (order["validityTime"], order["notifyUrl"]) == ("900", "https://x.example/hook")
    assert server.asked[-1].headers["Authorization"] == "Bearer one"
    assert "payMethods" not in order


def test_a_code_goes_into_the_order_and_nowhere_else(capfd: pytest.CaptureFixture[str]) -> None:
    with _payu(Said(201, _order_said())) as (gateway, server):
        started = gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")

    assert isinstance(started, AwaitingApp)
    assert _last_order(server)["payMethods"] == {"payMethod": {"type": "BLIK_AUTHORIZATION_CODE", "value": "777123"}}
    assert "777123" not in repr(started)
    assert "777123" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("REG_ERROR_AUTH_CODE_EXPIRED", Reason.EXPIRED_CODE),
        ("REG_ERROR_AUTH_CODE_USED", Reason.USED_CODE),
        ("REG_ERROR_AUTH_CODE_CANCELLED", Reason.WRONG_CODE),
        ("AUT_ERROR_LIMIT_EXCEEDED", Reason.DECLINED),
        ("AUT_ERROR_USER_TIMEOUT", Reason.TIMED_OUT),
        ("AUT_ERROR_USER_DECLINED", Reason.CANCELLED),
    ],
)
def test_a_refused_code_has_a_reason(code: str, reason: Reason) -> None:
    answer = Said(400, json.dumps({"status": {"statusCode": "BUSINESS_ERROR", "codeLiteral": code}}))
    with _payu(answer) as (gateway, _server):
        assert gateway.start(checkout(), Method.BLIK, PAYER, blik_code="700701") == Rejected(reason)


@pytest.mark.parametrize(
    "answer",
    [
        Said(500),
        Said(503),
        Said(silence=0.5),
        NOT_UNIQUE,
    ],
)
def test_silence_after_a_code_is_unclear_not_failed(answer: Said) -> None:
    with _payu(answer) as (gateway, _server):
        assert isinstance(gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123"), Unclear)


@pytest.mark.parametrize(
    "answer",
    [
        Said(500),
        Said(429),
        Said(silence=0.5),
        NOT_UNIQUE,
        Said(200, "<html>"),
        Said(302, "", {"Location": "https://elsewhere.example/"}),
        Said(302, '{"status":{"statusCode":"SUCCESS"},"redirectUri":"http://elsewhere.example/","orderId":"1"}'),
    ],
)
def test_without_a_page_to_go_to_nothing_can_be_paid(answer: Said) -> None:
    with _payu(answer) as (gateway, server), pytest.raises(PartnerUnavailable):
        gateway.start(checkout(), Method.CARD, PAYER)

    assert [asked.path for asked in server.asked[1:]] == ["/api/v2_1/orders"]  # no redirect is followed, none repeated


def test_a_silence_before_the_code_was_handed_over_is_surely_no_payment() -> None:
    with Server(lambda _asked: Said(500)).running() as server:
        gateway = payu_at(server.address)
        with pytest.raises(PartnerUnavailable) as caught:
            gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")
        gateway.close()

    assert "777123" not in str(caught.value)
    assert [asked.path for asked in server.asked] == ["/pl/standard/user/oauth/authorize"]


def test_a_token_is_asked_for_once_and_again_when_payu_forgot_it() -> None:
    answers = iter([TOKEN, Said(401), TOKEN, Said(201, _order_said()), Said(201, _order_said())])
    with Server(lambda _asked: next(answers)).running() as server:
        gateway = payu_at(server.address)
        gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")
        gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")
        gateway.close()

    assert [path.rsplit("/", 1)[1] for path in server.paths()] == [
        "authorize", "orders", "authorize", "orders", "orders",
    ]  # fmt: skip


def test_a_token_that_never_works_is_not_asked_for_for_ever() -> None:
    with _payu(Said(401)) as (gateway, server), pytest.raises(PartnerUnavailable):
        gateway.fetch(checkout(order_id="WZHF"))

    assert len(server.asked) == 4


def test_eight_threads_share_one_token() -> None:
    with _payu(Said(404)) as (gateway, server):
        threads = [threading.Thread(target=gateway.fetch, args=(checkout(order_id="X"),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert server.paths().count("/pl/standard/user/oauth/authorize") == 1


def test_wrong_keys_are_told_to_the_doctor() -> None:
    with Server(lambda _asked: Said(401, '{"error":"invalid_client"}')).running() as server:
        gateway = payu_at(server.address)
        with pytest.raises(PartnerUnavailable, match="client id"):
            gateway.check()
        gateway.close()


def test_what_payu_will_never_do_is_said() -> None:
    answer = Said(403, '{"status":{"statusCode":"ERROR_VALUE_INVALID"}}')
    refund = Refund(reference=REFUND_REFERENCE, checkout=checkout(order_id="W/1"), amount=Money(1), title="Zwrot")
    with _payu(answer) as (gateway, server):
        with pytest.raises(Refused):
            gateway.check()
        with pytest.raises(Refused, match="ERROR_VALUE_INVALID"):
            gateway.refund(refund)
        assert gateway.fetch_refund(refund) is None

    assert server.paths()[-1] == "/api/v2_1/orders/W%2F1/refunds"
    assert json.loads(server.asked[-2].body)["refund"]["extRefundId"] == REFUND_REFERENCE


def test_somebody_elses_order_is_not_taken_for_ours() -> None:
    order = {
        "orderId": "WZHF",
        "extOrderId": "another",
        "status": "COMPLETED",
        "totalAmount": "1",
        "currencyCode": "PLN",
    }
    with _payu(Said(body=json.dumps({"orders": [order]}))) as (gateway, _server):
        assert gateway.fetch(checkout(order_id="WZHF")) is None


@contextmanager
def _payu(answer: Said) -> Iterator[tuple[PayU, Server]]:
    """PayU gives a token, and then always this answer."""

    def said(asked: Asked) -> Said:
        return TOKEN if asked.path.endswith("authorize") else answer

    with Server(said).running() as server:
        gateway = payu_at(server.address, patience=0.4 if answer.silence else 3)
        yield gateway, server
        gateway.close()


def _order_said(**more: str) -> str:
    return json.dumps({"status": {"statusCode": "SUCCESS"}, "orderId": "WZHF", "extOrderId": REFERENCE, **more})


def _last_order(server: Server) -> dict[str, Any]:
    return dict(json.loads(server.asked[-1].body))
