"""The fake bank as PayU."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from selfcare.fakebank import Bank, accounts
from tests.fakebank.shop import Shop, signature_of


def test_only_the_right_secret_opens(shop: Shop) -> None:
    form = {"grant_type": "client_credentials", "client_id": accounts.PAYU_POS_ID, "client_secret": "wrong"}

    assert shop.client.post("/pl/standard/user/oauth/authorize", data=form).status_code == 401
    assert shop.client.post("/pl/standard/user/oauth/authorize", data=form | {"grant_type": "x"}).status_code == 400
    assert shop.client.get("/api/v2_1/paymethods").status_code == 401
    assert shop.payu("GET", "/api/v2_1/paymethods").json()["payByLinks"]


def test_an_order_is_answered_with_a_redirect_that_is_json(shop: Shop) -> None:
    answer = shop.order()

    assert answer.status_code == 302
    assert re.fullmatch(r"[A-Z0-9]{10}\d{6}GUEST000P01", answer.json()["orderId"])
    assert answer.json()["redirectUri"] == answer.headers["Location"]
    assert shop.client.get(answer.json()["redirectUri"]).status_code == 200


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"totalAmount": ""}, 400, "ERROR_VALUE_MISSING"),
        ({"totalAmount": 4999}, 400, "ERROR_VALUE_INVALID"),
        ({"totalAmount": "-1"}, 400, "ERROR_VALUE_INVALID"),
        ({"customerIp": "0.0.0.0"}, 400, "ERROR_VALUE_INVALID"),  # noqa: S104  # an address that is refused
        ({"merchantPosId": "1"}, 403, "ERROR_VALUE_INVALID"),
    ],
)
def test_what_payu_refuses(shop: Shop, facts: dict[str, Any], status: int, code: str) -> None:
    answer = shop.order(**facts)

    assert (answer.status_code, answer.json()["status"]["statusCode"]) == (status, code)
    assert shop.payu("POST", "/api/v2_1/orders", content=b"{").json()["status"]["statusCode"] == "ERROR_SYNTAX"


def test_an_order_s_name_is_used_once(shop: Shop) -> None:
    shop.order("one")

    again = shop.order("one")

    assert (again.status_code, again.json()["status"]["statusCode"]) == (400, "ERROR_ORDER_NOT_UNIQUE")


def test_a_sandbox_code_confirms_itself_and_both_states_are_told(shop: Shop) -> None:
    answer = shop.order(code="777123")

    assert answer.status_code == 201
    assert shop.statuses(2) == ["PENDING", "COMPLETED"]
    completed = shop.told(2)[1]
    assert completed["order"]["extOrderId"] == "one"
    assert completed["localReceiptDateTime"]


def test_the_other_spelling_of_a_code_is_understood(shop: Shop) -> None:
    method = {"payMethod": {"type": "PBL", "value": "blik", "authorizationCode": "777123"}}

    assert shop.order(payMethods=method).status_code == 201


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("700701", "REG_ERROR_AUTH_CODE_EXPIRED"),
        ("700702", "REG_ERROR_AUTH_CODE_CANCELLED"),
        ("700703", "REG_ERROR_AUTH_CODE_USED"),
        ("123456", "REG_ERROR_AUTH_CODE_INVALID"),
    ],
)
def test_codes_that_are_refused_at_once(shop: Shop, code: str, result: str) -> None:
    answer = shop.order(code=code)

    assert (answer.status_code, answer.json()["status"]["codeLiteral"]) == (400, result)


def test_a_declined_code_is_told_later(shop: Shop) -> None:
    order_id = shop.order(code="500500").json()["orderId"]

    assert shop.statuses(2) == ["PENDING", "CANCELED"]
    (transaction,) = shop.payu("GET", f"/api/v2_1/orders/{order_id}/transactions").json()["transactions"]
    assert transaction["resultCode"] == "AUT_ERROR_DECLINED"
    assert transaction["paymentFlow"] == "BLIK_AUTHORIZATION_CODE"


def test_notices_are_signed_over_their_very_bytes(shop: Shop, bank: Bank) -> None:
    shop.order(code="777123")
    shop.told(2)
    bank.ledger.set_fault("sha256", value=True)
    shop.order("two", code="777123")
    shop.told(4)

    for asked in shop.hook.asked:
        said = signature_of(asked)
        name = said["algorithm"].replace("-", "").lower()
        assert said["signature"] == hashlib.new(name, asked.body + accounts.PAYU_SECOND_KEY.encode()).hexdigest()
        assert {"openpayu-signature", "x-openpayu-signature"} <= {name.lower() for name in asked.headers}
    assert {signature_of(asked)["algorithm"] for asked in shop.hook.asked} == {"MD5", "SHA-256"}


def test_no_code_is_kept(shop: Shop, bank: Bank) -> None:
    shop.order(code="777123")
    shop.told(2)

    for table in ("payment", "notice", "code"):
        assert not [row for row in bank.ledger.rows(f"SELECT * FROM {table}") if "777123" in str(row)]  # noqa: S608


def test_an_order_can_be_called_off_until_it_is_paid(shop: Shop) -> None:
    order_id = shop.order().json()["orderId"]

    assert shop.payu("DELETE", f"/api/v2_1/orders/{order_id}").json()["status"]["statusCode"] == "SUCCESS"
    assert shop.payu("DELETE", f"/api/v2_1/orders/{order_id}").status_code == 400
    assert shop.payu("POST", f"/api/v2_1/orders/{order_id}/captures").status_code == 400
    assert shop.payu("GET", f"/api/v2_1/orders/{order_id}").json()["orders"][0]["status"] == "CANCELED"


def test_an_order_that_nobody_pays_ends(shop: Shop) -> None:
    order_id = shop.order(validityTime="1").json()["orderId"]

    shop.wait_until(order_id, "CANCELED")


def test_money_goes_back_once_for_each_name_and_never_more_than_came(shop: Shop) -> None:
    order_id = shop.order(code="777123").json()["orderId"]
    shop.wait_until(order_id, "COMPLETED")
    wanted = {"refund": {"description": "Zwrot", "amount": "4000", "extRefundId": "r1"}}
    path = f"/api/v2_1/orders/{order_id}/refunds"

    first, again = (shop.payu("POST", path, json=wanted).json()["refund"] for _ in range(2))
    other = shop.payu("POST", path, json={"refund": {"description": "Inny", "amount": "4000", "extRefundId": "r1"}})
    more = shop.payu("POST", path, json={"refund": {"description": "Zwrot", "amount": "1000", "extRefundId": "r2"}})

    assert first["refundId"] == again["refundId"]
    assert (first["status"], other.status_code, more.status_code) == ("PENDING", 400, 400)
    assert shop.payu("POST", path, json={}).json()["status"]["statusCode"] == "ERROR_VALUE_MISSING"
    assert shop.told(3)[-1]["refund"]["status"] == "FINALIZED"
    assert shop.payu("GET", path).json()["refunds"][0]["status"] == "FINALIZED"
    assert shop.payu("GET", f"{path}/{first['refundId']}").json()["extRefundId"] == "r1"
    assert shop.payu("GET", f"{path}/1").status_code == 404
    assert shop.payu("POST", f"/api/v2_1/orders/{order_id}/captures").status_code == 200


def test_what_was_not_paid_cannot_be_given_back(shop: Shop) -> None:
    order_id = shop.order().json()["orderId"]

    answer = shop.payu("POST", f"/api/v2_1/orders/{order_id}/refunds", json={"refund": {"description": "Zwrot"}})

    assert answer.json()["status"]["codeLiteral"] == "not paid"


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", ""), ("DELETE", ""), ("GET", "/transactions"), ("POST", "/captures"), ("GET", "/refunds")],
)
def test_an_order_that_is_not_there(shop: Shop, verb: str, path: str) -> None:
    answer = shop.payu(verb, f"/api/v2_1/orders/NOTHERE{path}")

    assert (answer.status_code, answer.json()["status"]["statusCode"]) == (404, "DATA_NOT_FOUND")
    assert shop.payu("POST", "/api/v2_1/orders/NOTHERE/refunds", json={}).status_code == 404
