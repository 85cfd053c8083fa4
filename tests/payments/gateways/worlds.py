"""The same payments in four worlds: each adapter against the running fake bank, and against recorded answers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selfcare.fakebank import Bank, accounts
from selfcare.money import Money
from selfcare.payments.gateway import Checkout, Payer, PaymentGateway
from selfcare.payments.gateways.payu import PayU, PayUAccount
from selfcare.payments.gateways.przelewy24 import P24Account, Przelewy24
from selfcare.payments.gateways.przelewy24_notices import sign
from tests.payments.gateways.servers import Asked, Said, Server, recorded

REFERENCE = "6f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e"
REFUND_REFERENCE = "00112233445566778899aabbccddeeff"
PAYER = Payer(ip="203.0.113.7", user_agent="Mozilla/5.0")
PAYU = PayUAccount(
    pos_id=accounts.PAYU_POS_ID,
    client_secret=accounts.PAYU_CLIENT_SECRET,
    second_key=accounts.PAYU_SECOND_KEY,
)
P24 = P24Account(merchant_id=accounts.P24_MERCHANT_ID, api_key=accounts.P24_API_KEY, crc=accounts.P24_CRC)

Notice = tuple[bytes, Mapping[str, str]]


def checkout(reference: str = REFERENCE, *, order_id: str = "") -> Checkout:
    return Checkout(
        reference=reference,
        amount=Money(11489),
        title="Faktura FV/2026/11/000123 – żółw",
        email="anna@example.org",
        language="pl",
        return_url="https://selfcare.example.org/payments/7/return",
        order_id=order_id,
    )


def payu_at(address: str, *, patience: float = 3, weakest: str = "MD5", hook: str = "https://x.example/hook") -> PayU:
    account = PayUAccount(
        pos_id=PAYU.pos_id, client_secret=PAYU.client_secret, second_key=PAYU.second_key, weakest_hash=weakest
    )
    return PayU(account, address=address, notify_url=hook, patience=patience)


def p24_at(address: str, *, patience: float = 3, hook: str = "https://x.example/hook") -> Przelewy24:
    return Przelewy24(P24, address=address, notify_url=hook, patience=patience)


@dataclass(frozen=True)
class World:
    """An adapter, somebody at the other end, and how to make the customer pay."""

    gateway: PaymentGateway
    address: str
    pay: Callable[[str], None]  # of the order's id: the customer says yes
    paid_notice: Callable[[], Notice]  # once it was paid
    knows_everything: bool = True  # not so if the answers were recorded


@contextmanager
def banks_world(name: str, folder: Path) -> Iterator[World]:
    with Server(lambda _asked: Said()).running() as hook, Bank(folder / "bank.db", thinks=0.05) as bank:
        at = payu_at if name == "payu" else p24_at
        gateway = at(bank.address, hook=f"{hook.address}/hooks/payments/{name}")

        def pay(order_id: str) -> None:
            until = time.monotonic() + 5
            while (bank.ledger.payment(order_id) or {}).get("state") != "COMPLETED":
                assert time.monotonic() < until
                time.sleep(0.01)

        def paid_notice() -> Notice:
            def is_it(asked: Asked) -> bool:
                return name == "przelewy24" or b'"COMPLETED"' in asked.body

            hook.wait_for(lambda: any(map(is_it, hook.asked)))
            found = next(asked for asked in hook.asked if is_it(asked))
            return found.body, found.headers

        yield World(gateway, bank.address, pay, paid_notice)
        gateway.close()


@contextmanager
def recorded_world(name: str) -> Iterator[World]:
    answers = _PAYU_SAID if name == "payu" else _P24_SAID
    with Server(recorded(answers, reference=REFERENCE)).running() as server:
        gateway = (payu_at if name == "payu" else p24_at)(server.address)
        notice = _payu_notice if name == "payu" else _p24_notice
        yield World(gateway, server.address, lambda _order_id: None, notice, knows_everything=False)
        gateway.close()


def payu_signed(body: bytes, *, algorithm: str = "MD5", key: str = PAYU.second_key) -> Notice:
    hashed = hashlib.new(algorithm.replace("-", "").lower(), body + key.encode()).hexdigest()
    return body, {"OpenPayu-Signature": f"sender=checkout;signature={hashed};algorithm={algorithm};content=DOCUMENT"}


def _payu_notice() -> Notice:
    return payu_signed(json.dumps({"order": json.loads(_ORDER.replace("@REFERENCE@", REFERENCE))}).encode())


def _p24_notice() -> Notice:
    told = {
        "merchantId": P24.merchant_id,
        "posId": P24.merchant_id,
        "sessionId": REFERENCE,
        "amount": 11489,
        "originAmount": 11489,
        "currency": "PLN",
        "orderId": 31415926,
        "methodId": 154,
        "statement": "p24-A12-B34-C56 Opłata za żółw/usługę",
    }
    return json.dumps({**told, "sign": sign(told, P24.crc)}, ensure_ascii=False).encode(), {}


_ORDER = json.dumps(
    {
        "orderId": "WZHF5FFDRJ140731GUEST000P01",
        "extOrderId": "@REFERENCE@",
        "orderCreateDate": "2026-11-22T10:14:37.583+01:00",
        "notifyUrl": "https://x.example/hook",
        "customerIp": "203.0.113.7",
        "merchantPosId": PAYU.pos_id,
        "description": "Faktura",
        "currencyCode": "PLN",
        "totalAmount": "11489",
        "status": "COMPLETED",
        "products": [{"name": "Faktura", "unitPrice": "11489", "quantity": "1"}],
    }
)
_BY_PAGE = "https://merch-prod.snd.payu.com/pay/?orderId=WZHF5FFDRJ140731GUEST000P01&token=eyJ"
_WELL = '"status":{"statusCode":"SUCCESS"}'
_PAYU_REFUND = (
    '"refundId":"5000000142","extRefundId":"00112233445566778899aabbccddeeff","amount":"489","currencyCode":"PLN",'
    '"description":"Zwrot","creationDateTime":"2026-11-22T10:14:37.583+01:00"'
)
_TOKEN = '{"access_token":"d9a4536e-62ba-4f60-8017-6053211d3f47","token_type":"bearer","expires_in":43199}'
_ORDERS = "/api/v2_1/orders"
_PAYU_SAID = {
    ("POST", "/pl/standard/user/oauth/authorize"): Said(body=_TOKEN),
    ("POST", f"{_ORDERS}/WZHF5FFDRJ140731GUEST000P01/refunds"): Said(
        body=f'{{"orderId":"WZHF5FFDRJ140731GUEST000P01","refund":{{{_PAYU_REFUND},"status":"PENDING"}},{_WELL}}}'
    ),
    ("GET", f"{_ORDERS}/WZHF5FFDRJ140731GUEST000P01/refunds"): Said(
        body=f'{{"refunds":[{{{_PAYU_REFUND},"status":"FINALIZED"}}]}}'
    ),
    ("GET", f"{_ORDERS}/WZHF5FFDRJ140731GUEST000P01"): Said(body=f'{{"orders":[{_ORDER}],{_WELL}}}'),
    ("GET", "/api/v2_1/paymethods"): Said(body=f'{{"payByLinks":[],{_WELL}}}'),
    ("POST", _ORDERS): Said(
        302,
        f'{{{_WELL},"redirectUri":"{_BY_PAGE}","orderId":"WZHF5FFDRJ140731GUEST000P01","extOrderId":"@REFERENCE@"}}',
        {"Location": _BY_PAGE},
    ),
}
_P24_FOUND = (
    '"orderId":31415926,"sessionId":"@REFERENCE@","amount":11489,"currency":"PLN","statement":"p24-A12-B34-C56"'
)
_P24_SAID = {
    ("GET", "/api/v1/testAccess"): Said(body='{"data":true,"error":""}'),
    ("POST", "/api/v1/transaction/register"): Said(body='{"data":{"token":"B0D6F7C9-1F8E"},"responseCode":0}'),
    ("POST", "/api/v1/paymentMethod/blik/chargeByCode"): Said(
        201, '{"data":{"orderId":31415926,"message":"success"},"responseCode":0}'
    ),
    ("GET", f"/api/v1/transaction/by/sessionId/{REFERENCE}"): Said(
        body=f'{{"data":{{{_P24_FOUND},"status":1}},"responseCode":0}}'
    ),
    ("PUT", "/api/v1/transaction/verify"): Said(body='{"data":{"status":"success"},"responseCode":0}'),
    ("POST", "/api/v1/transaction/refund"): Said(
        201,
        '{"data":[{"orderId":31415926,"sessionId":"@REFERENCE@","amount":489,"status":true,"message":"success"}],'
        '"responseCode":0}',
    ),
    ("GET", "/api/v1/refund/by/orderId/31415926"): Said(
        body='{"data":{"orderId":31415926,"sessionId":"@REFERENCE@","amount":11489,"currency":"PLN","refunds":'
        '[{"requestId":"00112233445566778899aabbccddeeff","amount":489,"status":1}]},"responseCode":0}'
    ),
}
