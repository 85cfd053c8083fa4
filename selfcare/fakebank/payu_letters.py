"""How PayU writes of orders and refunds, and signs its notices."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import Any

from selfcare.fakebank import accounts
from selfcare.fakebank.courier import Letter
from selfcare.fakebank.desk import REFUND
from selfcare.fakebank.ledger import CANCELED, COMPLETED, Ledger, Row

_KEPT = ("notifyUrl", "customerIp", "description", "buyer", "products")
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def write(ledger: Ledger, payment: Row, notice: Row) -> Letter:
    """A notice as it is sent, with the faults that are switched on."""
    told = _about_refund(ledger, payment, notice) if notice["kind"] == REFUND else _about_order(payment, notice)
    _spoil(ledger, told)
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    algorithm = "SHA-256" if ledger.fault("sha256") else "MD5"
    key = "not the key" if ledger.fault("wrong_signature") else accounts.PAYU_SECOND_KEY
    signature = _HASHES[algorithm](body + key.encode()).hexdigest()
    header = f"sender=checkout;signature={signature};algorithm={algorithm};content=DOCUMENT"
    signed = dict.fromkeys(("OpenPayu-Signature", "X-OpenPayU-Signature"), header)
    return Letter(payment["notify_url"], body, {"Content-Type": "application/json", **signed})


def order_of(payment: Row, state: str = "") -> dict[str, Any]:
    asked = json.loads(payment["request"])
    return {
        "orderId": payment["id"],
        "extOrderId": payment["reference"],
        "orderCreateDate": _moment(payment["created_at"]),
        **{name: asked[name] for name in _KEPT if name in asked},
        "merchantPosId": accounts.PAYU_POS_ID,
        "currencyCode": payment["currency"],
        "totalAmount": str(payment["amount"]),
        "payMethod": {"type": payment["flow"] or "PBL"},
        "status": state or payment["state"],
    }


def refund_of(refund: Row, payment: Row) -> dict[str, Any]:
    return {
        "refundId": refund["id"],
        "extRefundId": refund["reference"],
        "amount": str(refund["amount"]),
        "currencyCode": payment["currency"],
        "description": refund["title"],
        "creationDateTime": _moment(refund["created_at"]),
        "status": refund["state"],
        "statusDateTime": _moment(refund["ends_at"]),
    }


def number_of(payment: Row) -> str:
    """The number that PayU's own people use."""
    return str(zlib.crc32(payment["id"].encode()))


def _about_order(payment: Row, notice: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"order": order_of(payment, notice["kind"])}
    if notice["kind"] == COMPLETED:
        told["localReceiptDateTime"] = _moment(notice["first_at"])
    if notice["kind"] != CANCELED:
        told["properties"] = [{"name": "PAYMENT_ID", "value": number_of(payment)}]
    return told


def _about_refund(ledger: Ledger, payment: Row, notice: Row) -> dict[str, Any]:
    refund = ledger.row("SELECT * FROM refund WHERE id = ?", notice["refund_id"])
    told = refund_of(refund, payment) if refund else {}
    return {"orderId": payment["id"], "extOrderId": payment["reference"], "refund": told}


def _spoil(ledger: Ledger, told: dict[str, Any]) -> None:
    facts = told.get("order") or told["refund"]
    amount = "totalAmount" if "order" in told else "amount"
    if ledger.fault("wrong_amount"):
        facts[amount] = str(int(facts[amount]) + 1)
    if ledger.fault("wrong_currency"):
        facts["currencyCode"] = "EUR"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
