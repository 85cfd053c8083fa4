"""Przelewy24's REST API v1: register, charge by BLIK code, verify, refunds; everything signed with the CRC key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import structlog

from selfcare import clock
from selfcare.errors import PartnerUnavailable
from selfcare.payments.gateway import (
    AwaitingApp,
    Checkout,
    Event,
    Method,
    Payer,
    Redirect,
    Refund,
    Refused,
    Rejected,
    Started,
    Unclear,
)
from selfcare.payments.gateways import przelewy24_notices as notices
from selfcare.payments.gateways.calls import PATIENCE, Answer, Deadline, Line, NoAnswer, text_in

log = structlog.get_logger("selfcare")

VALID_FOR = 15  # minutes that a registered payment can be paid
CODE_TO_CONFIRM = timedelta(seconds=120)
_CHANNELS = {Method.BLIK: 8192, Method.BANK: 2, Method.CARD: 1}
_LANGUAGES = {"pl", "en"}
_ASKED_BEFORE = ("already exists", "Concurrent call")  # P24's answers to a refund that it has already


@dataclass(frozen=True, kw_only=True)
class P24Account:
    """What Przelewy24 gives to a shop."""

    merchant_id: int
    api_key: str = field(repr=False)  # "klucz do raportów"
    crc: str = field(repr=False)
    pos_id: int = 0  # 0: the same as merchant_id


class Przelewy24:
    """One shop. Threads may share it."""

    name = "przelewy24"

    def __init__(self, account: P24Account, *, address: str, notify_url: str, patience: float = PATIENCE) -> None:
        self._account = account
        self._pos_id = account.pos_id or account.merchant_id
        self._auth = (str(self._pos_id), account.api_key)
        self._notify_url = notify_url
        self._patience = patience
        self._line = Line(address)
        is_real = (urlsplit(address).hostname or "").endswith("przelewy24.pl")
        self.page_origins: Sequence[str] = ("https://*.przelewy24.pl",) if is_real else (self._line.address,)

    def start(self, checkout: Checkout, method: Method, payer: Payer, *, blik_code: str = "") -> Started:
        deadline = Deadline(self._patience)
        try:
            answer = self._ask(
                "POST", "transaction/register", deadline, json=self._registration(checkout, method, payer)
            )
        except NoAnswer as error:
            raise PartnerUnavailable(str(error)) from error  # nobody holds its token: it ends by itself
        token = text_in(answer.part("data", "token"))
        if not answer.is_good or not token:
            raise self._unusable(answer, "register")
        page = Redirect(f"{self._line.address}/trnRequest/{quote(token, safe='')}")
        return self._charged(token, blik_code, page, deadline) if method is Method.BLIK else page

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Event]:  # noqa: ARG002  # signed inside
        return notices.events(body, merchant_id=self._account.merchant_id, pos_id=self._pos_id, crc=self._account.crc)

    def confirm(self, checkout: Checkout, event: Event) -> None:
        if not event.order_id.isdigit():
            raise Refused("no number of Przelewy24")
        signed = {
            "sessionId": checkout.reference,
            "orderId": int(event.order_id),
            "amount": checkout.amount.grosze,
            "currency": checkout.currency,
        }
        said = {**self._who(), **signed, "sign": notices.sign(signed, self._account.crc)}
        answer = self._ask("PUT", "transaction/verify", Deadline(self._patience), json=said)
        if answer.part("data", "status") != "success":
            raise Refused(_said(answer))

    def fetch(self, checkout: Checkout) -> Event | None:
        path = f"transaction/by/sessionId/{quote(checkout.reference, safe='')}"
        found = self._ask("GET", path, Deadline(self._patience)).body.get("data")
        if not isinstance(found, dict) or text_in(found.get("sessionId")) != checkout.reference:
            return None
        return notices.event_of(found)

    def refund(self, refund: Refund) -> None:
        one = {
            "orderId": int(refund.checkout.order_id),
            "sessionId": refund.checkout.reference,
            "amount": refund.amount.grosze,
            "description": refund.title[:35],
        }
        said = {
            "requestId": refund.reference,
            "refundsUuid": refund.reference,
            "urlStatus": self._notify_url,
            "refunds": [one],
        }
        answer = self._ask("POST", "transaction/refund", Deadline(self._patience), json=said)
        if not answer.is_good and not any(words in _said(answer) for words in _ASKED_BEFORE):
            raise Refused(_said(answer))

    def fetch_refund(self, refund: Refund) -> Event | None:
        path = f"refund/by/orderId/{quote(refund.checkout.order_id, safe='')}"
        answer = self._ask("GET", path, Deadline(self._patience))
        refunds = answer.part("data", "refunds")
        for found in refunds if isinstance(refunds, list) else []:
            if isinstance(found, dict) and found.get("requestId") == refund.reference:
                return notices.refund_event(found, refund)
        return None

    def check(self) -> str:
        answer = self._ask("GET", "testAccess", Deadline(self._patience))
        if answer.body.get("data") is not True:
            raise Refused(_said(answer))
        return f"Przelewy24 knows shop {self._pos_id}"

    def close(self) -> None:
        self._line.close()

    def _registration(self, checkout: Checkout, method: Method, payer: Payer) -> dict[str, Any]:
        signed = {
            "sessionId": checkout.reference,
            "merchantId": self._account.merchant_id,
            "amount": checkout.amount.grosze,
            "currency": checkout.currency,
        }
        return {
            **self._who(),
            **signed,
            "description": checkout.title[:1024],
            "email": checkout.email,
            "country": "PL",
            "language": checkout.language if checkout.language in _LANGUAGES else "en",
            "urlReturn": checkout.return_url,
            "urlStatus": self._notify_url,
            "urlCardPaymentNotification": self._notify_url,  # where it also tells that a BLIK payment failed
            "timeLimit": VALID_FOR,
            "channel": _CHANNELS[method],
            "encoding": "UTF-8",
            "additional": {"PSU": {"IP": payer.ip, "userAgent": payer.user_agent[:255]}},  # demanded for BLIK codes
            "sign": notices.sign(signed, self._account.crc),
        }

    def _charged(self, token: str, blik_code: str, page: Redirect, deadline: Deadline) -> Started:
        """Hand the code over."""
        path, expires_at = "paymentMethod/blik/chargeByCode", clock.now() + CODE_TO_CONFIRM
        said = {"token": token, "blikCode": blik_code}
        try:
            answer = self._line.ask("POST", f"/api/v1/{path}", deadline, auth=self._auth, json=said)
        except NoAnswer:
            return Unclear(expires_at)
        if answer.status in {401, 403}:  # registering worked: this shop may not take codes itself
            log.error("BLIK codes are not switched on", company=self.name, said=_said(answer))
            return page
        order_id = text_in(answer.part("data", "orderId"))
        if answer.is_good and order_id:
            return AwaitingApp(expires_at, order_id)
        return Rejected(notices.reason_of(answer.body.get("code")))

    def _who(self) -> dict[str, int]:
        return {"merchantId": self._account.merchant_id, "posId": self._pos_id}

    def _ask(self, verb: str, path: str, deadline: Deadline, **said: Any) -> Answer:
        answer = self._line.ask(verb, f"/api/v1/{path}", deadline, auth=self._auth, **said)
        if answer.status in {401, 403}:
            raise self._unusable(answer, path)
        return answer

    def _unusable(self, answer: Answer, what: str) -> PartnerUnavailable:
        log.error("payment company refuses", company=self.name, what=what, status=answer.status, said=_said(answer))
        return PartnerUnavailable(_said(answer))


def _said(answer: Answer) -> str:
    """Przelewy24's words for what is wrong; a list of reasons is cut to the first."""
    error = answer.body.get("error")
    if isinstance(error, list) and error:
        error = error[0].get("message") if isinstance(error[0], dict) else error[0]
    return text_in(error) or f"HTTP {answer.status}"
