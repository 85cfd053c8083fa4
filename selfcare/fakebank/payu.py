"""The bank as PayU's REST API 2.1 shows it."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from selfcare.fakebank import accounts, blik, desk
from selfcare.fakebank.here import bank, ledger
from selfcare.fakebank.ledger import COMPLETED, NEW, PAYU, Row
from selfcare.fakebank.payu_letters import number_of, order_of, refund_of

api = Blueprint("payu", __name__)
_REQUIRED = ("customerIp", "merchantPosId", "description", "currencyCode", "totalAmount", "products")
_TOKEN_LASTS = 43199


@api.post("/pl/standard/user/oauth/authorize")
def authorize() -> tuple[Response, int]:
    form = request.form
    known = (accounts.PAYU_POS_ID, accounts.PAYU_CLIENT_SECRET)
    if form.get("grant_type") not in {"client_credentials", "trusted_merchant"}:
        return jsonify(error="unsupported_grant_type", error_description="Unsupported grant type"), 400
    if (form.get("client_id"), form.get("client_secret")) != known:
        return jsonify(error="invalid_client", error_description="Bad client credentials"), 401
    token = secrets.token_hex(16)
    ledger().add("token", {"token": token, "expires_at": time.time() + _TOKEN_LASTS})
    lasts = {"token_type": "bearer", "expires_in": _TOKEN_LASTS, "grant_type": form["grant_type"]}
    return jsonify({"access_token": token, **lasts}), 200


@api.before_request
def know_the_caller() -> tuple[Response, int] | None:
    if request.endpoint == "payu.authorize":
        return None
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = ledger().row("SELECT * FROM token WHERE token = ? AND expires_at > ?", token, time.time())
    if known is None or ledger().use_up("oauth_401"):
        return _wrong("UNAUTHORIZED", 401)
    return None


@api.get("/api/v2_1/paymethods")
def pay_methods() -> Response:
    def one(value: str, name: str) -> dict[str, object]:
        return {"value": value, "name": name, "status": "ENABLED", "minAmount": 1, "maxAmount": 99999999}

    by_link = [one("blik", "BLIK"), one("c", "Karta płatnicza"), one("m", "Bank na niby")]
    return jsonify(cardTokens=[], pexTokens=[], blikTokens=[], payByLinks=by_link, status={"statusCode": "SUCCESS"})


@api.post("/api/v2_1/orders")
def create() -> tuple[Response, int]:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        return _wrong("ERROR_SYNTAX", 400)
    if wrong := _mistake(said):
        return wrong
    method = (said.get("payMethods") or {}).get("payMethod") or {}
    code = _code_in(method)
    taken = blik.take(ledger(), code, thinks=bank().thinks) if code else None
    if isinstance(taken, blik.NotTaken):
        return _wrong("BUSINESS_ERROR", 400, literal=taken.result)
    try:
        payment = _opened(said, method)
    except sqlite3.IntegrityError:
        return _wrong("ERROR_ORDER_NOT_UNIQUE", 400)
    if taken:
        desk.begin(ledger(), payment, taken, flow="BLIK_AUTHORIZATION_CODE")
    bank().after_creating(payment["id"])
    answer = {"status": {"statusCode": "SUCCESS"}, "orderId": payment["id"], "extOrderId": payment["reference"]}
    if code:
        return jsonify(answer), 201
    where = f"{request.host_url}pay/?{urlencode({'orderId': payment['id'], 'token': payment['token']})}"
    response = jsonify(answer | {"redirectUri": where})
    response.headers["Location"] = where
    return response, 302


@api.get("/api/v2_1/orders/<order_id>")
def show(order_id: str) -> tuple[Response, int]:
    payment = _found(order_id)
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    properties = [{"name": "PAYMENT_ID", "value": number_of(payment)}]
    return jsonify(orders=[order_of(payment)], status={"statusCode": "SUCCESS"}, properties=properties), 200


@api.delete("/api/v2_1/orders/<order_id>")
def cancel(order_id: str) -> tuple[Response, int]:
    payment = _found(order_id)
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    if not desk.decide(ledger(), order_id, "CANCELED_BY_SHOP"):
        return _wrong("BUSINESS_ERROR", 400, literal="ORDER_CANNOT_BE_CANCELLED")
    return jsonify(orderId=order_id, extOrderId=payment["reference"], status={"statusCode": "SUCCESS"}), 200


@api.get("/api/v2_1/orders/<order_id>/transactions")
def transactions(order_id: str) -> tuple[Response, int]:
    payment = _found(order_id)
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    found = {"payMethod": {"value": "blik"}, "paymentFlow": payment["flow"], "resultCode": payment["result"]}
    return jsonify(transactions=[found | {"blik": {"txRef": number_of(payment), "extTxRef": payment["id"]}}]), 200


@api.post("/api/v2_1/orders/<order_id>/captures")
def capture(order_id: str) -> tuple[Response, int]:
    """Money is taken by itself here, as it is unless a shop switched that off."""
    payment = _found(order_id)
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    if payment["state"] != COMPLETED:
        return _wrong("BUSINESS_ERROR", 400, literal="INVALID_ORDER_STATUS")
    return jsonify(status={"statusCode": "SUCCESS"}), 200


@api.post("/api/v2_1/orders/<order_id>/refunds")
def give_back(order_id: str) -> tuple[Response, int]:
    payment, said = _found(order_id), request.get_json(silent=True)
    wanted = said.get("refund") if isinstance(said, dict) else None
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    if not isinstance(wanted, dict) or not wanted.get("description"):
        return _wrong("ERROR_VALUE_MISSING", 400)
    now = time.time()
    refund = {
        "id": str(5_000_000_000 + secrets.randbelow(10**9)),
        "payment_id": order_id,
        "reference": str(wanted.get("extRefundId", "")),
        "amount": int(wanted.get("amount") or payment["amount"]),
        "title": str(wanted["description"]),
        "state": "PENDING",
        "notify_url": payment["notify_url"],
        "created_at": now,
        "ends_at": now + bank().thinks,
    }
    noted = desk.give_back(ledger(), payment, refund)
    if isinstance(noted, str):
        return _wrong("ERROR_VALUE_INVALID", 400, literal=noted)
    done = {"statusCode": "SUCCESS", "statusDesc": "Refund queued for processing"}
    return jsonify(orderId=order_id, refund=refund_of(noted, payment), status=done), 200


@api.get("/api/v2_1/orders/<order_id>/refunds")
def refunds(order_id: str) -> tuple[Response, int]:
    payment = _found(order_id)
    if payment is None:
        return _wrong("DATA_NOT_FOUND", 404)
    rows = ledger().rows("SELECT * FROM refund WHERE payment_id = ?", order_id)
    return jsonify(refunds=[refund_of(row, payment) for row in rows]), 200


@api.get("/api/v2_1/orders/<order_id>/refunds/<refund_id>")
def one_refund(order_id: str, refund_id: str) -> Response:
    payment = _found(order_id)
    row = ledger().row("SELECT * FROM refund WHERE payment_id = ? AND id = ?", order_id, refund_id)
    return jsonify(refund_of(row, payment)) if row and payment else abort(404)


def _mistake(said: Mapping[str, Any]) -> tuple[Response, int] | None:
    if missing := [name for name in _REQUIRED if not said.get(name)]:
        return _wrong("ERROR_VALUE_MISSING", 400, literal=missing[0])
    if str(said["merchantPosId"]) != accounts.PAYU_POS_ID:
        return _wrong("ERROR_VALUE_INVALID", 403, literal="INVALID_AUTH_FOR_THIS_ORDER")
    amount = said["totalAmount"]
    if not (isinstance(amount, str) and amount.isdigit() and int(amount) > 0):
        return _wrong("ERROR_VALUE_INVALID", 400, literal="INVALID_TOTAL_AMOUNT")
    if said["customerIp"] == "0.0.0.0":  # noqa: S104  # an address that PayU refuses
        return _wrong("ERROR_VALUE_INVALID", 400, literal="INVALID_CUSTOMER_IP")
    return None


def _code_in(method: Mapping[str, Any]) -> str:
    """The two ways in which PayU's pages write a BLIK code."""
    if method.get("type") == "BLIK_AUTHORIZATION_CODE":
        return str(method.get("value", ""))
    is_blik = (method.get("type"), method.get("value")) == ("PBL", "blik")
    return str(method.get("authorizationCode", "")) if is_blik else ""


def _opened(said: Mapping[str, Any], method: Mapping[str, Any]) -> Row:
    """A new order. Raises sqlite3.IntegrityError when its extOrderId was used before."""
    now = time.time()
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    number = "".join(secrets.choice(alphabet) for _ in range(10)) + time.strftime("%y%m%d") + "GUEST000P01"
    kept = {name: value for name, value in said.items() if name != "payMethods"}  # a code is not for keeping
    payment = {
        "id": number,
        "company": PAYU,
        "reference": str(said.get("extOrderId") or number),
        "token": secrets.token_hex(16),
        "amount": int(said["totalAmount"]),
        "currency": said["currencyCode"],
        "title": said.get("visibleDescription") or said["description"],
        "state": NEW,
        "result": "",
        "flow": "PBL" if method else "",
        "notify_url": said.get("notifyUrl", ""),
        "return_url": said.get("continueUrl", ""),
        "request": json.dumps(kept, ensure_ascii=False),
        "created_at": now,
        "expires_at": now + int(said.get("validityTime") or 86400),
        "decide_at": None,
        "verdict": "",
        "verified": 0,
    }
    ledger().add("payment", payment)
    return payment


def _found(order_id: str) -> Row | None:
    payment = ledger().payment(order_id)
    return payment if payment and payment["company"] == PAYU else None


def _wrong(code: str, status: int, *, literal: str = "") -> tuple[Response, int]:
    said = {"statusCode": code} | ({"codeLiteral": literal} if literal else {})
    return jsonify(status=said), status
