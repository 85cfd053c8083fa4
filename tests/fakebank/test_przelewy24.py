"""The fake bank as Przelewy24."""

from __future__ import annotations

from typing import Any

import pytest

from selfcare.fakebank import Bank
from selfcare.fakebank.przelewy24_letters import sign
from tests.fakebank.shop import Shop


def test_only_the_right_key_opens(shop: Shop) -> None:
    assert shop.client.get("/api/v1/testAccess").status_code == 401
    assert shop.client.get("/api/v1/testAccess", auth=("999999", "wrong")).status_code == 401
    assert shop.p24("GET", "testAccess").json() == {"data": True, "error": ""}
    assert shop.p24("GET", "payment/methods/pl").json()["data"]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"email": ""}, "Missing email"),
        ({"sign": "0" * 96}, "Incorrect CRC value"),
        ({"amount": 5000}, "Incorrect CRC value"),
        ({"email": "x" * 60}, "Incorrect input data"),
    ],
)
def test_what_przelewy24_refuses(shop: Shop, facts: dict[str, Any], error: str) -> None:
    answer = shop.register(**facts)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert shop.p24("POST", "transaction/register", content=b"[]").status_code == 400


def test_a_session_registered_twice_is_one_payment(shop: Shop) -> None:
    assert shop.register().json() == shop.register().json()


def test_money_is_told_until_it_is_verified(shop: Shop, bank: Bank) -> None:
    token = shop.register().json()["data"]["token"]

    charged = shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "777123"})
    told = shop.told(2)  # the second one after three minutes, here a third of a second

    assert charged.status_code == 201
    assert told[0] == told[1]
    fields = [name for name in told[0] if name != "sign"]
    assert told[0]["sign"] == sign({name: told[0][name] for name in fields})
    assert _status(shop) == 1
    assert shop.verify(told[0]).json()["data"] == {"status": "success"}
    assert shop.verify(told[0]).status_code == 200
    assert _status(shop) == 2
    assert [row["done"] for row in bank.ledger.rows("SELECT done FROM notice")] in ([0], [1])


@pytest.mark.parametrize("facts", [{"amount": 1}, {"currency": "EUR"}, {"orderId": 5}, {"sessionId": "another"}])
def test_verifying_other_facts_is_refused(shop: Shop, facts: dict[str, object]) -> None:
    token = shop.register().json()["data"]["token"]
    shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "777123"})
    (told, *_rest) = shop.told(1)

    assert shop.verify(told, **facts).status_code == 400


def test_codes_that_are_refused(shop: Shop) -> None:
    token = shop.register().json()["data"]["token"]

    wrong = shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "123456"})
    unknown = shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": "x", "blikCode": "777123"})
    bare = shop.register("two", additional={}).json()["data"]["token"]
    without = shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": bare, "blikCode": "777123"})

    assert (wrong.status_code, wrong.json()["code"]) == (400, 28)
    assert unknown.status_code == 400
    assert without.json()["error"] == "PSU data is required"


def test_of_failures_only_blik_is_told(shop: Shop) -> None:
    token = shop.register(urlCardPaymentNotification=f"{shop.hook.address}/blik").json()["data"]["token"]
    shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "500500"})

    (told,) = shop.told(1)

    assert shop.hook.paths() == ["/blik"]
    assert told["data"]["result"]["error"] != "0"
    fields = {name: told["data"][name] for name in ("orderId", "sessionId", "method", "result")}
    assert told["data"]["sign"] == sign(fields)
    assert _status(shop) == 0
    assert shop.p24("GET", "transaction/by/sessionId/another").status_code == 404


def test_money_goes_back_once_for_each_name(shop: Shop) -> None:
    token = shop.register().json()["data"]["token"]
    shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "777123"})
    told = shop.told(1)[0]
    shop.verify(told)
    one = {"orderId": told["orderId"], "sessionId": "one", "amount": 4999, "description": "Zwrot"}
    said = {"requestId": "r1", "refundsUuid": "r1", "urlStatus": f"{shop.hook.address}/refund", "refunds": [one]}

    first = shop.p24("POST", "transaction/refund", json=said)
    again = shop.p24("POST", "transaction/refund", json=said)
    more = shop.p24("POST", "transaction/refund", json=said | {"refundsUuid": "r2"})
    long = shop.p24("POST", "transaction/refund", json=said | {"refundsUuid": "r" * 36})
    lost = shop.p24("POST", "transaction/refund", json=said | {"refundsUuid": "r3", "refunds": [one | {"orderId": 1}]})

    assert (first.status_code, again.json()["error"]) == (201, "Request already exists")
    assert [answer.status_code for answer in (more, long, lost)] == [409, 400, 409]
    shop.hook.wait_for(lambda: "/refund" in shop.hook.paths())
    refunded = next(told for told in shop.told() if "refundsUuid" in told)
    assert (refunded["status"], refunded["amount"]) == (0, 4999)
    assert _status(shop) == 3
    found = shop.p24("GET", f"refund/by/orderId/{told['orderId']}").json()["data"]
    assert found["refunds"] == [{"requestId": "r1", "amount": 4999, "status": 1}]
    assert shop.p24("GET", "refund/by/orderId/1").status_code == 404


def _status(shop: Shop) -> int:
    return int(shop.p24("GET", "transaction/by/sessionId/one").json()["data"]["status"])
