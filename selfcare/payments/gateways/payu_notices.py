"""What PayU tells of orders and refunds, and how it signs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from selfcare.money import Money
from selfcare.payments.gateway import BadSignature, Event, Kind, Reason
from selfcare.payments.gateways.calls import grosze_in, json_object, text_in

STRENGTHS = ("MD5", "SHA-256", "SHA-384", "SHA-512")
_HASHES = {"MD5": "md5", "SHA": "sha256", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_HEADERS = ("openpayu-signature", "x-openpayu-signature")  # the same is in both

_ORDER_KINDS = {
    "PENDING": Kind.PENDING,
    "WAITING_FOR_CONFIRMATION": Kind.PENDING,
    "COMPLETED": Kind.PAID,
    "CANCELED": Kind.FAILED,
}
_REFUND_KINDS = {"FINALIZED": Kind.REFUND_DONE, "CANCELED": Kind.REFUND_REJECTED}
_REASONS = (  # in PayU's codes, e.g. REG_ERROR_AUTH_CODE_EXPIRED; the first that fits
    ("AUTH_CODE_EXPIRED", Reason.EXPIRED_CODE),
    ("AUTH_CODE_USED", Reason.USED_CODE),
    ("AUTH_CODE", Reason.WRONG_CODE),
    ("TIMEOUT", Reason.TIMED_OUT),
    ("USER_", Reason.CANCELLED),
    ("REG_ERROR_", Reason.DECLINED),
    ("AUT_ERROR_", Reason.DECLINED),
)


def verify(body: bytes, headers: Mapping[str, str], key: str, *, weakest: str) -> None:
    """Compare the hash of the very bytes with the key behind them. Raises BadSignature."""
    lowered = {name.lower(): value for name, value in headers.items()}
    header = next((lowered[name] for name in _HEADERS if name in lowered), "")
    said = dict(part.strip().split("=", 1) for part in header.split(";") if "=" in part)
    algorithm = said.get("algorithm", "MD5").upper()
    hash_name = _HASHES.get(algorithm)
    if hash_name is None or STRENGTHS.index(_canonical(algorithm)) < STRENGTHS.index(weakest):
        raise BadSignature
    expected = hashlib.new(hash_name, body + key.encode(), usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(expected.encode(), said.get("signature", "").lower().encode()):
        raise BadSignature


def events(body: bytes, pos_id: str) -> Sequence[Event]:
    """What a verified notice says about an order or a refund of ours."""
    told = json_object(body)
    order, refund = told.get("order"), told.get("refund")
    if isinstance(refund, dict):
        order_id, reference = text_in(told.get("orderId")), text_in(told.get("extOrderId"))
        event = refund_event(refund, order_id=order_id, reference=reference)
    elif isinstance(order, dict) and text_in(order.get("merchantPosId")) == pos_id:
        event = event_of(order)
    else:
        event = None
    return (event,) if event else ()


def event_of(order: Mapping[str, Any]) -> Event | None:
    """An order as notices and look-ups show it. None: a state that changes nothing, or not readable."""
    status = text_in(order.get("status"))
    order_id, currency = text_in(order.get("orderId")), text_in(order.get("currencyCode"))
    amount = grosze_in(order.get("totalAmount"))
    if status not in _ORDER_KINDS or amount is None or not order_id:
        return None
    return Event(
        key=f"payu:{order_id}:{status}:{amount}{currency}",
        reference=text_in(order.get("extOrderId")),
        order_id=order_id,
        kind=_ORDER_KINDS[status],
        amount=Money(amount),
        currency=currency,
    )


def refund_event(refund: Mapping[str, Any], *, order_id: str, reference: str) -> Event | None:
    status, refund_id = text_in(refund.get("status")), text_in(refund.get("refundId"))
    amount, currency = grosze_in(refund.get("amount")), text_in(refund.get("currencyCode"))
    if status not in _REFUND_KINDS or amount is None:
        return None
    return Event(
        key=f"payu:refund:{refund_id}:{status}:{amount}{currency}",
        reference=reference,
        order_id=order_id,
        kind=_REFUND_KINDS[status],
        amount=Money(amount),
        currency=currency,
        refund_reference=text_in(refund.get("extRefundId")),
    )


def reason_of(code: str) -> Reason | None:
    """None: not about the customer's code or bank."""
    return next((reason for part, reason in _REASONS if part in code), None)


def _canonical(algorithm: str) -> str:
    return "SHA-256" if algorithm == "SHA" else algorithm
