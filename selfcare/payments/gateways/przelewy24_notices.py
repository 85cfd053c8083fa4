"""What Przelewy24 tells of payments and refunds, and how everything between us is signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from selfcare.money import CURRENCY, Money
from selfcare.payments.gateway import BadSignature, Event, Kind, Reason, Refund
from selfcare.payments.gateways.calls import grosze_in, json_object, text_in

_PAYMENT = (
    "merchantId", "posId", "sessionId", "amount", "originAmount", "currency", "orderId", "methodId", "statement",
)  # fmt: skip
_REFUND = ("orderId", "sessionId", "refundsUuid", "merchantId", "amount", "currency", "status")
_BLIK = ("orderId", "sessionId", "method", "result")
_ADVANCE, _OURS, _RETURNED = 1, 2, 3  # of a payment: P24 holds it for us until we verify; verified; given back
_STATES = {_ADVANCE: Kind.PAID, _OURS: Kind.PAID, _RETURNED: Kind.FAILED}
_REFUND_TOLD = {0: Kind.REFUND_DONE, 1: Kind.REFUND_REJECTED}  # in notices
_REFUND_FOUND = {1: Kind.REFUND_DONE, 4: Kind.REFUND_REJECTED}  # when asked
_REASONS = {28: Reason.WRONG_CODE}


def sign(fields: Mapping[str, object], crc: str) -> str:
    """SHA-384 of compact JSON in this order, as PHP writes it with JSON_UNESCAPED_UNICODE|JSON_UNESCAPED_SLASHES."""
    text = json.dumps({**fields, "crc": crc}, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha384(text.encode(errors="surrogatepass")).hexdigest()


def events(body: bytes, *, merchant_id: int, pos_id: int, crc: str) -> Sequence[Event]:
    """What a notice says, once its signature is right. Raises BadSignature."""
    told = json_object(body)
    inner = told.get("data")
    if isinstance(inner, dict) and "result" in inner:
        _verify(inner, _BLIK, crc)
        event = _blik_event(inner)
    elif "refundsUuid" in told:
        _verify(told, _REFUND, crc)
        event = _told_refund(told) if told["merchantId"] == merchant_id else None
    else:
        _verify(told, _PAYMENT, crc)
        is_ours = (told["merchantId"], told["posId"]) == (merchant_id, pos_id)
        event = event_of({**told, "status": _ADVANCE}) if is_ours else None
    return (event,) if event else ()


def event_of(found: Mapping[str, Any]) -> Event | None:
    """A payment as notices and look-ups show it. None: nothing has happened yet, or not readable."""
    status, amount = grosze_in(found.get("status")), grosze_in(found.get("amount"))
    order_id, currency = text_in(found.get("orderId")), text_in(found.get("currency"))
    if status not in _STATES or amount is None or not order_id:
        return None
    return Event(
        key=f"p24:{order_id}:{status}:{amount}{currency}",
        reference=text_in(found.get("sessionId")),
        order_id=order_id,
        kind=_STATES[status],
        amount=Money(amount),
        currency=currency,
        must_confirm=status == _ADVANCE,
    )


def refund_event(found: Mapping[str, Any], refund: Refund) -> Event | None:
    """A refund of ours as a look-up shows it."""
    kind = _REFUND_FOUND.get(grosze_in(found.get("status")) or 0)
    told = {"orderId": refund.checkout.order_id, "currency": refund.checkout.currency, **found}
    return _refund(told, kind, refund.reference, refund.checkout.reference)


def reason_of(code: object) -> Reason:
    """Of a BLIK code that was not charged."""
    return _REASONS.get(grosze_in(code) or 0, Reason.DECLINED)


def _told_refund(told: Mapping[str, Any]) -> Event | None:
    kind = _REFUND_TOLD.get(told["status"]) if isinstance(told["status"], int) else None
    return _refund(told, kind, text_in(told["refundsUuid"]), text_in(told["sessionId"]))


def _refund(told: Mapping[str, Any], kind: Kind | None, refund_reference: str, reference: str) -> Event | None:
    amount, currency = grosze_in(told.get("amount")), text_in(told.get("currency"))
    if kind is None or amount is None:
        return None
    return Event(
        key=f"p24:refund:{refund_reference}:{kind}:{amount}{currency}",
        reference=reference,
        order_id=text_in(told.get("orderId")),
        kind=kind,
        amount=Money(amount),
        currency=currency,
        refund_reference=refund_reference,
    )


def _blik_event(told: Mapping[str, Any]) -> Event | None:
    """Only a refusal is news: that the money has come is said by the notice of the payment itself.

    It names no amount.
    """
    result = told["result"]
    error = text_in(result.get("error")) if isinstance(result, dict) else "0"
    if error == "0":
        return None
    order_id = text_in(told["orderId"])
    return Event(
        key=f"p24:{order_id}:blik:{error}",
        reference=text_in(told["sessionId"]),
        order_id=order_id,
        kind=Kind.FAILED,
        amount=Money(),
        currency=CURRENCY,
        reason=reason_of(error),
    )


def _verify(told: Mapping[str, Any], names: Sequence[str], crc: str) -> None:
    if not all(name in told for name in names):
        raise BadSignature
    expected = sign({name: told[name] for name in names}, crc)
    if not hmac.compare_digest(expected, text_in(told.get("sign")).lower().encode("ascii", "replace").decode()):
        raise BadSignature
