"""PayU's notices: which are believed, and what they say."""

from __future__ import annotations

import json

import pytest

from selfcare.money import Money
from selfcare.payments.gateway import BadSignature, Kind
from selfcare.payments.gateways import payu_notices
from tests.payments.gateways.worlds import PAYU, REFERENCE, REFUND_REFERENCE, payu_at, payu_signed

# Caught from PayU's public sandbox in February 2020: nobody here wrote it.
REAL_KEY = "b6ca15b0d1020e8094d9b5f8d163db54"
REAL_SIGNATURE = "724ca6742d0cc50b3d69bdf5aea90d9e"
REAL_BODY = (
    b'{"order":{"orderId":"DSKWN8X2XW200213GUEST000P01","extOrderId":"5e45137d21034",'
    b'"orderCreateDate":"2020-02-13T10:14:37.583+01:00",'
    b'"notifyUrl":"http://alias-internal-testing.a2k.it/test-notification.php","customerIp":"127.0.0.1",'
    b'"merchantPosId":"300746","description":"Shopping at myStore.com","currencyCode":"PLN","totalAmount":"15000",'
    b'"buyer":{"customerId":"guest","email":"test@test.com","firstName":"Tester","lastName":"Tester","language":"pl"},'
    b'"payMethod":{"type":"CARD_TOKEN"},"status":"COMPLETED","products":[{"name":"Lenovo ThinkPad Edge E540",'
    b'"unitPrice":"15000","quantity":"1"}]},"localReceiptDateTime":"2020-02-13T10:14:47.512+01:00",'
    b'"properties":[{"name":"PAYMENT_ID","value":"76258334"}]}'
)


def test_a_real_notice_of_payu_is_understood() -> None:
    gateway = payu_at("https://secure.snd.payu.com")
    header = f"sender=checkout;signature={REAL_SIGNATURE};algorithm=MD5;content=DOCUMENT"

    (event,) = gateway.parse_notification(REAL_BODY, {"X-Openpayu-Signature": header})

    assert (event.reference, event.order_id) == ("5e45137d21034", "DSKWN8X2XW200213GUEST000P01")
    assert (event.kind, event.amount, event.currency) == (Kind.PAID, Money(15000), "PLN")
    assert gateway.page_origins == ("https://*.payu.com",)
    gateway.close()


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-384", "SHA-512"])
def test_stronger_hashes_are_taken_too(algorithm: str) -> None:
    body, headers = payu_signed(REAL_BODY, algorithm=algorithm)

    payu_notices.verify(body, headers, REAL_KEY, weakest="MD5")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"signature={REAL_SIGNATURE};algorithm=SHA-256",
        f"signature={REAL_SIGNATURE};algorithm=SHA-1",
        f"signature={REAL_SIGNATURE};algorithm=none",
        "signature=;algorithm=MD5",
        "signature=żółw;algorithm=MD5",
    ],
)
def test_anything_else_is_refused(header: str) -> None:
    with pytest.raises(BadSignature):
        payu_notices.verify(REAL_BODY, {"OpenPayu-Signature": header}, REAL_KEY, weakest="MD5")


def test_the_order_of_a_header_s_parts_and_the_case_of_letters_do_not_matter() -> None:
    header = f"content=DOCUMENT; algorithm=MD5; signature={REAL_SIGNATURE.upper()};sender=checkout"

    payu_notices.verify(REAL_BODY, {"OPENPAYU-SIGNATURE": header}, REAL_KEY, weakest="MD5")


def test_weak_hashes_can_be_switched_off() -> None:
    for algorithm, weakest in (("MD5", "SHA-256"), ("SHA-256", "SHA-384")):
        body, headers = payu_signed(REAL_BODY, algorithm=algorithm)
        with pytest.raises(BadSignature):
            payu_notices.verify(body, headers, REAL_KEY, weakest=weakest)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("PENDING", Kind.PENDING), ("WAITING_FOR_CONFIRMATION", Kind.PENDING), ("CANCELED", Kind.FAILED)],
)
def test_states_of_an_order_in_our_words(status: str, kind: Kind) -> None:
    told = json.loads(REAL_BODY)
    told["order"]["status"] = status

    (event,) = payu_notices.events(json.dumps(told).encode(), PAYU.pos_id)

    assert event.kind is kind
    assert event.key == f"payu:DSKWN8X2XW200213GUEST000P01:{status}:15000PLN"


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "NEW"), ("totalAmount", "a lot"), ("totalAmount", True), ("orderId", None), ("merchantPosId", "1")],
)
def test_what_does_not_concern_us_or_cannot_be_read_is_no_event(name: str, value: object) -> None:
    told = json.loads(REAL_BODY)
    told["order"][name] = value

    assert payu_notices.events(json.dumps(told).encode(), PAYU.pos_id) == ()


def test_a_refund_s_end_is_told() -> None:
    refund = {"refundId": "5000000142", "extRefundId": REFUND_REFERENCE, "amount": "489", "currencyCode": "PLN"}
    told = {"orderId": "WZHF", "extOrderId": REFERENCE}

    kinds = {}
    for status in ("FINALIZED", "CANCELED", "PENDING"):
        body = json.dumps({**told, "refund": {**refund, "status": status}}).encode()
        kinds[status] = [event.kind for event in payu_notices.events(body, PAYU.pos_id)]

    assert kinds == {"FINALIZED": [Kind.REFUND_DONE], "CANCELED": [Kind.REFUND_REJECTED], "PENDING": []}
