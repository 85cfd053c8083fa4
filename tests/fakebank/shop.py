"""A shop that asks the bank by hand: nothing of the portal's adapters is in it."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx

from selfcare.fakebank import accounts
from selfcare.fakebank.przelewy24_letters import sign
from tests.payments.gateways.servers import Asked, Server

P24_AUTH = (str(accounts.P24_MERCHANT_ID), accounts.P24_API_KEY)


class Shop:
    """Orders by PayU, registers by Przelewy24, and reads what is told."""

    def __init__(self, client: httpx.Client, hook: Server) -> None:
        self.client = client
        self.hook = hook
        self._token = ""

    def order(self, reference: str = "one", *, code: str = "", **facts: Any) -> httpx.Response:
        """Ask PayU for an order of 49,99 zł."""
        method = {"payMethods": {"payMethod": {"type": "BLIK_AUTHORIZATION_CODE", "value": code}}} if code else {}
        said = {
            "extOrderId": reference,
            "notifyUrl": f"{self.hook.address}/payu",
            "continueUrl": "http://shop.example/return",
            "customerIp": "203.0.113.7",
            "merchantPosId": accounts.PAYU_POS_ID,
            "description": "Faktura",
            "currencyCode": "PLN",
            "totalAmount": "4999",
            "products": [{"name": "Faktura", "unitPrice": "4999", "quantity": "1"}],
        }
        return self.payu("POST", "/api/v2_1/orders", json=said | method | facts)

    def payu(self, verb: str, path: str, **said: Any) -> httpx.Response:
        return self.client.request(verb, path, headers={"Authorization": f"Bearer {self.token}"}, **said)

    @property
    def token(self) -> str:
        if not self._token:
            form = {
                "grant_type": "client_credentials",
                "client_id": accounts.PAYU_POS_ID,
                "client_secret": accounts.PAYU_CLIENT_SECRET,
            }
            answer = self.client.post("/pl/standard/user/oauth/authorize", data=form)
            self._token = answer.json()["access_token"]
        return self._token

    def register(self, session: str = "one", **facts: Any) -> httpx.Response:
        """Register 49,99 zł with Przelewy24."""
        signed = {"sessionId": session, "merchantId": accounts.P24_MERCHANT_ID, "amount": 4999, "currency": "PLN"}
        said = {
            **signed,
            "posId": accounts.P24_MERCHANT_ID,
            "description": "Faktura",
            "email": "anna@example.org",
            "urlReturn": "http://shop.example/return",
            "urlStatus": f"{self.hook.address}/p24",
            "additional": {"PSU": {"IP": "203.0.113.7", "userAgent": "test"}},
            "sign": sign(signed),
        }
        return self.p24("POST", "transaction/register", json=said | facts)

    def p24(self, verb: str, path: str, **said: Any) -> httpx.Response:
        return self.client.request(verb, f"/api/v1/{path}", auth=P24_AUTH, **said)

    def verify(self, told: dict[str, Any], **facts: Any) -> httpx.Response:
        signed = {name: told[name] for name in ("sessionId", "orderId", "amount", "currency")} | facts
        return self.p24("PUT", "transaction/verify", json={**signed, "sign": sign(signed)})

    def told(self, count: int = 1) -> list[dict[str, Any]]:
        """What the hook has been told, once it is so much."""
        self.hook.wait_for(lambda: len(self.hook.asked) >= count)
        return [json.loads(asked.body) for asked in self.hook.asked]

    def statuses(self, count: int) -> list[str]:
        return [told["order"]["status"] for told in self.told(count)]

    def wait_until(self, order_id: str, status: str) -> None:
        until = time.monotonic() + 5
        while self.payu("GET", f"/api/v2_1/orders/{order_id}").json()["orders"][0]["status"] != status:
            assert time.monotonic() < until
            time.sleep(0.01)


def signature_of(asked: Asked) -> dict[str, str]:
    header = {name.lower(): value for name, value in asked.headers.items()}["openpayu-signature"]
    return dict(part.split("=", 1) for part in header.split(";"))
