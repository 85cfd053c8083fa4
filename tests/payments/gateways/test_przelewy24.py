"""Przelewy24: signatures against vectors made with its own sample code, and every way an answer can go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from selfcare.errors import PartnerUnavailable
from selfcare.money import Money
from selfcare.payments.gateway import (
    AwaitingApp,
    BadSignature,
    Event,
    Kind,
    Method,
    Reason,
    Redirect,
    Refund,
    Refused,
    Rejected,
    Unclear,
)
from selfcare.payments.gateways.przelewy24 import Przelewy24
from selfcare.payments.gateways.przelewy24_notices import events, sign
from tests.payments.gateways.servers import Asked, Said, Server
from tests.payments.gateways.worlds import P24, PAYER, REFERENCE, REFUND_REFERENCE, checkout, p24_at

CRC = "crc-z-panelu-p24"
NOTICE = {
    "merchantId": 999999,
    "posId": 999999,
    "sessionId": "unique-session-id",
    "amount": 1234,
    "originAmount": 1234,
    "currency": "PLN",
    "orderId": 31415926,
    "methodId": 154,
    "statement": "p24-A12-B34-C56 Opłata za żółw/usługę",
}
REFUNDED = {
    "orderId": 31415926,
    "sessionId": "unique-session-id",
    "refundsUuid": "0123456789abcdef0123456789abcdef",
    "merchantId": 999999,
    "amount": 500,
    "currency": "PLN",
    "status": 0,
}
BLIK = {
    "orderId": 31415926,
    "sessionId": "unique-session-id",
    "method": 154,
    "result": {"error": "28", "message": "no", "status": "FAILED", "trxRef": "1"},
}
VECTORS = {
    "b27f9adce99faee87750d350e24fab781f734fd80af7bdcff7063dab3fcebbf5f051b264a9b547e611e8e6af7b377cfa": {
        "sessionId": "unique-session-id", "merchantId": 999999, "amount": 1234, "currency": "PLN",
    },
    "f2fb32b982d0a503d6a007ad2429c8e881cb562d787f9d7f3a42e161be4036936045f9aee21c52407db838e578cb2100": {
        "sessionId": "unique-session-id", "orderId": 999999, "amount": 1234, "currency": "PLN",
    },
    "9e7e6a11bb7c40dcabe7e689a1383bf7481bcdadaa20f1529eb5b9a8840c7b1a57d6178a3980f8dd191ef67618029baa": NOTICE,
    "74e6a301e02923febc6742fe16989c02df534f61110c9f8094ce06a1116bea7b3733a971798cb7fdf8d495357f8e0de7": REFUNDED,
}  # fmt: skip


@pytest.mark.parametrize(("expected", "fields"), VECTORS.items(), ids=["register", "verify", "notice", "refund"])
def test_everything_is_signed_as_przelewy24_signs(expected: str, fields: dict[str, object]) -> None:
    assert sign(fields, CRC) == expected


def test_a_notice_with_polish_letters_is_understood() -> None:
    (event,) = _told(NOTICE | {"sign": sign(NOTICE, CRC)})

    assert (event.reference, event.order_id, event.kind) == ("unique-session-id", "31415926", Kind.PAID)
    assert (event.amount, event.must_confirm) == (Money(1234), True)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (REFUNDED, Kind.REFUND_DONE),
        (REFUNDED | {"status": 1}, Kind.REFUND_REJECTED),
        (REFUNDED | {"status": 7}, None),
        (REFUNDED | {"status": "?"}, None),
        (REFUNDED | {"merchantId": 1}, None),
        (REFUNDED | {"amount": -5}, None),
        (NOTICE | {"posId": 1}, None),
        (NOTICE | {"amount": 12.34}, None),
        (NOTICE | {"orderId": None}, None),
    ],
)
def test_signed_facts_in_our_words(told: dict[str, object], expected: Kind | None) -> None:
    found = _told(told | {"sign": sign(told, CRC)})

    assert [event.kind for event in found] == ([expected] if expected else [])


def test_a_refused_blik_payment_is_told_with_its_reason() -> None:
    (refused,) = _told({"data": BLIK | {"sign": sign(BLIK, CRC)}})

    assert (refused.kind, refused.reason, refused.reference) == (Kind.FAILED, Reason.WRONG_CODE, "unique-session-id")


@pytest.mark.parametrize("result", [{"error": "0", "message": "success"}, {}, "odd", {"error": None}])
def test_an_accepted_blik_payment_is_told_by_another_notice(result: object) -> None:
    told = BLIK | {"result": result}

    found = _told({"data": told | {"sign": sign(told, CRC)}})

    assert all(event.kind is Kind.FAILED for event in found)
    assert not found or result in ({}, {"error": None})


@pytest.mark.parametrize(
    "told",
    [
        NOTICE,
        NOTICE | {"sign": "0" * 96},
        NOTICE | {"sign": "żółw"},
        NOTICE | {"sign": None},
        {"sign": "0" * 96},
        REFUNDED | {"sign": sign(NOTICE, CRC)},
        NOTICE | {"statement": "\ud800", "sign": "0" * 96},
        {"data": BLIK},
    ],
)
def test_anything_else_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(BadSignature):
        _told(told)


def test_a_payment_is_registered_as_przelewy24_wants_it() -> None:
    with _p24({"register": Said(body='{"data":{"token":"T/1"},"responseCode":0}')}) as (gateway, server):
        started = gateway.start(checkout(), Method.CARD, PAYER)

    assert started == Redirect(f"{server.address}/trnRequest/T%2F1")
    said = json.loads(server.asked[0].body)
    assert (said["amount"], said["channel"], said["merchantId"], said["country"]) == (11489, 1, 999999, "PL")
    assert said["additional"]["PSU"] == {"IP": "203.0.113.7", "userAgent": "Mozilla/5.0"}
    assert said["urlStatus"] == said["urlCardPaymentNotification"] == "https://x.example/hook"
    assert server.asked[0].headers["Authorization"].startswith("Basic ")
    assert p24_at("https://secure.przelewy24.pl").page_origins == ("https://*.przelewy24.pl",)


REGISTERED = Said(body='{"data":{"token":"T"},"responseCode":0}')


@pytest.mark.parametrize(
    ("charged", "expected"),
    [
        (Said(201, '{"data":{"orderId":31415926,"message":"success"},"responseCode":0}'), AwaitingApp),
        (Said(400, '{"error":"Incorrect BLIK code","code":28}'), Rejected(Reason.WRONG_CODE)),
        (Said(400, '{"error":"no","code":[]}'), Rejected(Reason.DECLINED)),
        (Said(200, '{"error":"no","code":51}'), Rejected(Reason.DECLINED)),
        (Said(500, '{"error":"?","code":500}'), Unclear),
        (Said(silence=0.5), Unclear),
        (Said(401, '{"error":"Incorrect authentication","code":401}'), Redirect),
    ],
)
def test_what_becomes_of_a_code(charged: Said, expected: object, capfd: pytest.CaptureFixture[str]) -> None:
    with _p24({"register": REGISTERED, "chargeByCode": charged}) as (gateway, server):
        started = gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")

    assert started == expected or (isinstance(expected, type) and isinstance(started, expected))
    assert json.loads(server.asked[-1].body) == {"token": "T", "blikCode": "777123"}
    assert "777123" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "registered",
    [Said(500), Said(401), Said(400, '{"error":"Incorrect CRC value","code":400}'), Said(silence=0.5), Said()],
)
@pytest.mark.parametrize("method", [Method.BLIK, Method.BANK])
def test_what_was_not_registered_cannot_be_paid(registered: Said, method: Method) -> None:
    with _p24({"register": registered}) as (gateway, server), pytest.raises(PartnerUnavailable):
        gateway.start(checkout(), method, PAYER, blik_code="777123")

    assert len(server.asked) == 1


def test_confirming_says_our_own_amount() -> None:
    with _p24({"verify": Said(body='{"data":{"status":"success"},"responseCode":0}')}) as (gateway, server):
        gateway.confirm(checkout(), _event("31415926", amount=Money(1)))

    said = json.loads(server.asked[0].body)
    assert (server.asked[0].verb, said["amount"], said["orderId"]) == ("PUT", 11489, 31415926)
    assert said["sign"] == sign({name: said[name] for name in ("sessionId", "orderId", "amount", "currency")}, CRC)


def test_a_confirmation_that_is_not_agreed_to_is_said() -> None:
    with _p24({"verify": Said(400, '{"error":"Incorrect transaction data","code":400}')}) as (gateway, _server):
        with pytest.raises(Refused, match="Incorrect transaction data"):
            gateway.confirm(checkout(), _event("31415926"))
        with pytest.raises(Refused):
            gateway.confirm(checkout(), _event("not a number"))


@pytest.mark.parametrize(
    ("status", "kind", "must_confirm"),
    [(1, Kind.PAID, True), (2, Kind.PAID, False), (3, Kind.FAILED, False), ("1", Kind.PAID, True), (0, None, False)],
)
def test_what_a_look_up_finds(status: object, kind: Kind | None, *, must_confirm: bool) -> None:
    found = {"orderId": 31415926, "sessionId": REFERENCE, "amount": 11489, "currency": "PLN", "status": status}
    with _p24({REFERENCE: Said(body=json.dumps({"data": found}))}) as (gateway, _server):
        event = gateway.fetch(checkout())

    assert (event and event.kind, bool(event and event.must_confirm)) == (kind, must_confirm)


def test_a_look_up_of_another_payment_is_not_ours() -> None:
    found = {"orderId": 31415926, "sessionId": "another", "amount": 11489, "currency": "PLN", "status": 1}
    with _p24({REFERENCE: Said(body=json.dumps({"data": found}))}) as (gateway, _server):
        assert gateway.fetch(checkout()) is None


def test_a_refund_that_przelewy24_has_already_is_as_good_as_asked() -> None:
    refund = Refund(
        reference=REFUND_REFERENCE, checkout=checkout(order_id="31415926"), amount=Money(489), title="z" * 50
    )
    for said in ("Request already exists", "Concurrent call"):
        with _p24({"refund": Said(400, json.dumps({"error": said, "code": 400}))}) as (gateway, server):
            gateway.refund(refund)
    reasons = Said(409, '{"error":[{"orderId":1,"message":"more than was paid","status":false}],"code":409}')
    with _p24({"refund": reasons}) as (gateway, server), pytest.raises(Refused, match="more than was paid"):
        gateway.refund(refund)

    said_to = json.loads(server.asked[0].body)
    assert len(said_to["refundsUuid"]) <= 35
    assert len(said_to["refunds"][0]["description"]) <= 35


@pytest.mark.parametrize("found", [{"refunds": [{"requestId": REFUND_REFERENCE, "amount": 489, "status": 2}]}, {}, []])
def test_a_refund_under_way_is_nothing_yet(found: object) -> None:
    refund = Refund(reference=REFUND_REFERENCE, checkout=checkout(order_id="1"), amount=Money(489), title="Zwrot")
    with _p24({"1": Said(body=json.dumps({"data": found}))}) as (gateway, _server):
        assert gateway.fetch_refund(refund) is None


def test_wrong_keys_are_told_to_the_doctor() -> None:
    no = Said(body='{"data":false,"error":"switched off"}')
    with _p24({"testAccess": no}) as (gateway, _server), pytest.raises(Refused, match="switched off"):
        gateway.check()


@contextmanager
def _p24(answers: dict[str, Said]) -> Iterator[tuple[Przelewy24, Server]]:
    """An answer for each last word of an address."""

    def said(asked: Asked) -> Said:
        return answers.get(asked.path.rsplit("/", 1)[1], Said(404))

    with Server(said).running() as server:
        is_silent = any(answer.silence for answer in answers.values())
        gateway = p24_at(server.address, patience=0.4 if is_silent else 3)
        yield gateway, server
        gateway.close()


def _told(told: dict[str, Any]) -> list[Event]:
    return list(events(json.dumps(told).encode(), merchant_id=P24.merchant_id, pos_id=P24.merchant_id, crc=CRC))


def _event(order_id: str, *, amount: Money = Money(11489)) -> Event:  # noqa: B008  # frozen
    return Event(
        key="p24",
        reference=REFERENCE,
        order_id=order_id,
        kind=Kind.PAID,
        amount=amount,
        currency="PLN",
        must_confirm=True,
    )
