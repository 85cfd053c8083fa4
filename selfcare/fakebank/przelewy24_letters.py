"""How Przelewy24 signs and what its notices say."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from selfcare.fakebank import accounts, blik
from selfcare.fakebank.courier import Letter
from selfcare.fakebank.desk import BLIK_FAILED
from selfcare.fakebank.ledger import Ledger, Row

BLIK_METHOD, BANK_METHOD = 154, 20
_JSON = {"Content-Type": "application/json"}
_ERRORS = {blik.TIMED_OUT: "10", blik.CANCELLED: "30", blik.DECLINED: "51"}  # of the bank's own making


def sign(fields: Mapping[str, object]) -> str:
    """SHA-384 of compact JSON: the fields in their order, the CRC key last."""
    text = json.dumps({**fields, "crc": accounts.P24_CRC}, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha384(text.encode()).hexdigest()


def write(ledger: Ledger, payment: Row, notice: Row) -> Letter:
    """A notice as it is sent, with the faults that are switched on."""
    if notice["kind"] == BLIK_FAILED:
        return _blik_failed(ledger, payment)
    refund = ledger.row("SELECT * FROM refund WHERE id = ?", notice["refund_id"])
    fields = _about_refund(refund, payment) if refund else _about_payment(payment)
    if ledger.fault("wrong_amount"):
        fields["amount"] += 1
    if ledger.fault("wrong_currency"):
        fields["currency"] = "EUR"
    told = {**fields, "sign": _signature(ledger, fields)}
    if refund:
        told |= {"requestId": fields["refundsUuid"], "timestamp": int(time.time())}
    return Letter((refund or payment)["notify_url"], json.dumps(told, ensure_ascii=False).encode(), _JSON)


def _about_payment(payment: Row) -> dict[str, Any]:
    return {
        "merchantId": accounts.P24_MERCHANT_ID,
        "posId": accounts.P24_MERCHANT_ID,
        "sessionId": payment["reference"],
        "amount": payment["amount"],
        "originAmount": payment["amount"],
        "currency": payment["currency"],
        "orderId": int(payment["id"]),
        "methodId": BLIK_METHOD if payment["flow"] != "PBL" else BANK_METHOD,
        "statement": f"p24-{payment['id'][:3]}-{payment['id'][3:6]} Opłata za żółw/usługę",
    }


def _about_refund(refund: Row, payment: Row) -> dict[str, Any]:
    return {
        "orderId": int(payment["id"]),
        "sessionId": payment["reference"],
        "refundsUuid": refund["reference"],
        "merchantId": accounts.P24_MERCHANT_ID,
        "amount": refund["amount"],
        "currency": payment["currency"],
        "status": 0 if refund["state"] == "FINALIZED" else 1,
    }


def _blik_failed(ledger: Ledger, payment: Row) -> Letter:
    error = _ERRORS.get(payment["result"], "99")
    result = {"error": error, "message": payment["result"], "status": "FAILED", "trxRef": payment["token"][:12]}
    fields = {"orderId": int(payment["id"]), "sessionId": payment["reference"], "method": BLIK_METHOD, "result": result}
    told = {"data": {**fields, "sign": _signature(ledger, fields)}}
    url = json.loads(payment["request"]).get("urlCardPaymentNotification") or payment["notify_url"]
    return Letter(url, json.dumps(told, ensure_ascii=False).encode(), _JSON)


def _signature(ledger: Ledger, fields: Mapping[str, object]) -> str:
    return "0" * 96 if ledger.fault("wrong_signature") else sign(fields)
