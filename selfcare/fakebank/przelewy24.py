"""The bank as Przelewy24's REST API v1 shows it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from selfcare.fakebank import accounts, blik, desk
from selfcare.fakebank.here import bank, ledger
from selfcare.fakebank.ledger import COMPLETED, NEW, P24, Row
from selfcare.fakebank.przelewy24_letters import BANK_METHOD, BLIK_METHOD, sign

api = Blueprint("przelewy24", __name__, url_prefix="/api/v1")
_REQUIRED = ("merchantId", "posId", "sessionId", "amount", "currency", "description", "email", "urlReturn", "sign")
_REGISTER = ("sessionId", "merchantId", "amount", "currency")
_VERIFY = ("sessionId", "orderId", "amount", "currency")
_REFUND_STATES = {"FINALIZED": 1, "PENDING": 2, "CANCELED": 4}


@api.before_request
def know_the_caller() -> tuple[Response, int] | None:
    who = request.authorization
    known = (str(accounts.P24_MERCHANT_ID), accounts.P24_API_KEY)
    if who is None or (who.username, who.password) != known:
        return _wrong("Incorrect authentication", 401)
    return None


@api.get("/testAccess")
def test_access() -> Response:
    return jsonify(data=True, error="")


@api.get("/payment/methods/<language>")
def methods(language: str) -> Response:
    names = {BLIK_METHOD: "BLIK", BANK_METHOD: "Bank na niby" if language == "pl" else "A bank to play with"}
    return jsonify(data=[{"id": number, "name": name, "status": True} for number, name in names.items()], error="")


@api.post("/transaction/register")
def register() -> tuple[Response, int]:
    said = _said()
    if missing := [name for name in _REQUIRED if not said.get(name)]:
        return _wrong(f"Missing {missing[0]}", 400)
    if not _is_signed(said, _REGISTER):
        return _wrong("Incorrect CRC value", 400)
    if not isinstance(said["amount"], int) or said["amount"] < 1 or len(said["email"]) > 50:
        return _wrong("Incorrect input data", 400)
    payment = _registered(said)
    bank().after_creating(payment["id"])
    return jsonify(data={"token": payment["token"]}, responseCode=0), 200


@api.post("/paymentMethod/blik/chargeByCode")
def charge_by_code() -> tuple[Response, int]:
    said = _said()
    query = "SELECT * FROM payment WHERE company = ? AND token = ?"
    payment = ledger().row(query, P24, str(said.get("token")))
    if payment is None or payment["state"] != NEW:
        return _wrong("Transaction not found", 400)
    if not json.loads(payment["request"]).get("additional", {}).get("PSU"):
        return _wrong("PSU data is required", 400)
    taken = blik.take(ledger(), str(said.get("blikCode")), thinks=bank().thinks)
    if isinstance(taken, blik.NotTaken):
        return _wrong("Incorrect BLIK code", 400, code=28)
    desk.begin(ledger(), payment, taken, flow="BLIK_AUTHORIZATION_CODE")
    bank().after_creating(payment["id"], step="charge")
    return jsonify(data={"orderId": int(payment["id"]), "message": "success"}, responseCode=0), 201


@api.put("/transaction/verify")
def verify() -> tuple[Response, int]:
    said = _said()
    payment = _by_session(str(said.get("sessionId")))
    if payment is None or not _is_signed(said, _VERIFY):
        return _wrong("Incorrect CRC value", 400)
    agreed = (said["orderId"], said["amount"], said["currency"])
    if payment["state"] != COMPLETED or agreed != (int(payment["id"]), payment["amount"], payment["currency"]):
        return _wrong("Incorrect transaction data", 400)
    ledger().change("payment", payment["id"], verified=1)
    return jsonify(data={"status": "success"}, responseCode=0), 200


@api.get("/transaction/by/sessionId/<session_id>")
def by_session(session_id: str) -> tuple[Response, int]:
    payment = _by_session(session_id)
    if payment is None:
        return _wrong("Transaction not found", 404)
    given = ledger().rows("SELECT * FROM refund WHERE payment_id = ? AND state = 'FINALIZED'", payment["id"])
    status = 0 if payment["state"] != COMPLETED else 1 + payment["verified"]
    if sum(row["amount"] for row in given) == payment["amount"]:
        status = 3
    found = {
        "statement": f"p24-{payment['id']}",
        "orderId": int(payment["id"]),
        "sessionId": payment["reference"],
        "status": status,
        "amount": payment["amount"],
        "currency": payment["currency"],
        "date": time.strftime("%Y%m%d%H%M", time.localtime(payment["created_at"])),
        "description": payment["title"],
    }
    return jsonify(data=found, responseCode=0), 200


@api.post("/transaction/refund")
def give_back() -> tuple[Response, int]:
    said = _said()
    wanted = said.get("refunds")
    name = str(said.get("refundsUuid", ""))
    if not isinstance(wanted, list) or not wanted or not 0 < len(name) <= 35:
        return _wrong("Incorrect input data", 400)
    if ledger().row("SELECT * FROM refund WHERE reference = ?", name):
        return _wrong("Request already exists", 400)
    done = []
    for one in wanted:
        noted = _given_back(one, name, str(said.get("urlStatus", "")))
        if isinstance(noted, str):
            return jsonify(error=[{"orderId": one.get("orderId"), "message": noted, "status": False}], code=409), 409
        done.append({**one, "status": True, "message": "success"})
    return jsonify(data=done, responseCode=0), 201


@api.get("/refund/by/orderId/<order_id>")
def refunds(order_id: str) -> tuple[Response, int]:
    payment = ledger().payment(order_id)
    rows = ledger().rows("SELECT * FROM refund WHERE payment_id = ?", order_id)
    if payment is None or not rows:
        return _wrong("Refund not found", 404)
    found = [
        {"requestId": row["reference"], "amount": row["amount"], "status": _REFUND_STATES[row["state"]]} for row in rows
    ]
    about = {"orderId": int(order_id), "sessionId": payment["reference"], "currency": payment["currency"]}
    return jsonify(data={**about, "amount": payment["amount"], "refunds": found}, responseCode=0), 200


def _registered(said: Mapping[str, Any]) -> Row:
    """The payment of that session; a session that was registered before is the same payment."""
    now = time.time()
    with ledger().at_once():
        if known := _by_session(said["sessionId"]):
            return known
        payment = {
            "id": str(100_000_000 + secrets.randbelow(900_000_000)),
            "company": P24,
            "reference": said["sessionId"],
            "token": secrets.token_hex(18).upper(),
            "amount": said["amount"],
            "currency": said["currency"],
            "title": said["description"],
            "state": NEW,
            "result": "",
            "flow": "",
            "notify_url": said.get("urlStatus", ""),
            "return_url": said["urlReturn"],
            "request": json.dumps(said, ensure_ascii=False),
            "created_at": now,
            "expires_at": now + 60 * (said.get("timeLimit") or 99),
            "decide_at": None,
            "verdict": "",
            "verified": 0,
        }
        ledger().add("payment", payment)
    return payment


def _given_back(one: Mapping[str, Any], name: str, notify_url: str) -> Row | str:
    payment = ledger().payment(str(one.get("orderId")))
    if payment is None or payment["reference"] != one.get("sessionId"):
        return "Transaction not found"
    now = time.time()
    refund = {
        "id": secrets.token_hex(8),
        "payment_id": payment["id"],
        "reference": name,
        "amount": int(one.get("amount", 0)),
        "title": str(one.get("description", "")),
        "state": "PENDING",
        "notify_url": notify_url,
        "created_at": now,
        "ends_at": now + bank().thinks,
    }
    return desk.give_back(ledger(), payment, refund)


def _by_session(session_id: str) -> Row | None:
    return ledger().row("SELECT * FROM payment WHERE company = ? AND reference = ?", P24, session_id)


def _is_signed(said: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    return all(name in said for name in names) and said.get("sign") == sign({name: said[name] for name in names})


def _said() -> dict[str, Any]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def _wrong(error: str, status: int, *, code: int = 0) -> tuple[Response, int]:
    return jsonify(error=error, code=code or status), status
