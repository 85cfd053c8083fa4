"""PayU's REST API 2.1: OAuth, orders answered with 302 and JSON, signed notices, refunds."""

from __future__ import annotations

import threading
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
from selfcare.payments.gateways import payu_notices
from selfcare.payments.gateways.calls import PATIENCE, Answer, Deadline, Line, NoAnswer, text_in

log = structlog.get_logger("selfcare")

VALID_FOR = 900  # seconds that an order can be paid; the first that PayU says of itself would be a day
CODE_TO_CONFIRM = timedelta(seconds=120)  # at most, for a customer who looks for the bank's app
_EARLY = 60  # seconds before its end that we get a new token
_ORDERS = "/api/v2_1/orders"
_CARD = {"type": "PBL", "value": "c"}
_LANGUAGES = {"pl", "en", "uk"}


@dataclass(frozen=True, kw_only=True)
class PayUAccount:
    """What PayU gives to a shop: one point of sale ("POS")."""

    pos_id: str
    client_secret: str = field(repr=False)
    second_key: str = field(repr=False)
    client_id: str = ""  # empty: the same as pos_id
    weakest_hash: str = "MD5"  # what PayU signs with unless asked for better


class PayU:
    """One point of sale. Threads may share it."""

    name = "payu"

    def __init__(self, account: PayUAccount, *, address: str, notify_url: str, patience: float = PATIENCE) -> None:
        self._account = account
        self._notify_url = notify_url
        self._patience = patience
        self._line = Line(address)
        self._token = ""
        self._token_ends = 0.0
        self._one_asks = threading.Lock()
        is_real = (urlsplit(address).hostname or "").endswith("payu.com")
        self.page_origins: Sequence[str] = ("https://*.payu.com",) if is_real else (self._line.address,)

    def start(self, checkout: Checkout, method: Method, payer: Payer, *, blik_code: str = "") -> Started:
        deadline = Deadline(self._patience)
        order = self._order(checkout, payer)
        if method is Method.BLIK:
            order["payMethods"] = {"payMethod": {"type": "BLIK_AUTHORIZATION_CODE", "value": blik_code}}
        elif method is Method.CARD:
            order["payMethods"] = {"payMethod": _CARD}
        self._authorized(deadline)  # first, so that a silence here is surely no payment
        try:
            answer = self._ask("POST", _ORDERS, deadline, json=order)
        except NoAnswer:
            if method is Method.BLIK:
                return Unclear(clock.now() + CODE_TO_CONFIRM)
            raise  # the order may be there, but nobody has its page: it ends by itself
        return self._started(answer, method)

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Event]:
        account = self._account
        payu_notices.verify(body, headers, account.second_key, weakest=account.weakest_hash)
        return payu_notices.events(body, account.pos_id)

    def confirm(self, checkout: Checkout, event: Event) -> None:
        """Nothing to do: what PayU calls COMPLETED is ours (automatic collection is left on)."""

    def fetch(self, checkout: Checkout) -> Event | None:
        if not checkout.order_id:
            return None  # PayU finds orders by its own name for them only
        answer = self._ask("GET", _path(checkout.order_id), Deadline(self._patience))
        orders = answer.body.get("orders")
        order = orders[0] if isinstance(orders, list) and orders and isinstance(orders[0], dict) else {}
        if not answer.is_good or text_in(order.get("extOrderId")) != checkout.reference:
            return None
        return payu_notices.event_of(order)

    def refund(self, refund: Refund) -> None:
        asked = {
            "description": refund.title,
            "amount": str(refund.amount.grosze),
            "extRefundId": refund.reference,
            "currencyCode": refund.checkout.currency,
        }
        path = f"{_path(refund.checkout.order_id)}/refunds"
        answer = self._ask("POST", path, Deadline(self._patience), json={"refund": asked})
        if not answer.is_good:
            raise Refused(_said(answer))

    def fetch_refund(self, refund: Refund) -> Event | None:
        order_id = refund.checkout.order_id
        answer = self._ask("GET", f"{_path(order_id)}/refunds", Deadline(self._patience))
        refunds = answer.body.get("refunds")
        for found in refunds if isinstance(refunds, list) else []:
            if isinstance(found, dict) and found.get("extRefundId") == refund.reference:
                return payu_notices.refund_event(found, order_id=order_id, reference=refund.checkout.reference)
        return None

    def check(self) -> str:
        deadline = Deadline(self._patience)
        self._forget_token()
        answer = self._ask("GET", "/api/v2_1/paymethods", deadline)
        if not answer.is_good:
            raise Refused(_said(answer))
        return f"PayU knows point of sale {self._account.pos_id}"

    def close(self) -> None:
        self._line.close()

    def _order(self, checkout: Checkout, payer: Payer) -> dict[str, Any]:
        amount = str(checkout.amount.grosze)
        language = checkout.language if checkout.language in _LANGUAGES else "en"
        return {
            "extOrderId": checkout.reference,
            "notifyUrl": self._notify_url,
            "continueUrl": checkout.return_url,
            "customerIp": payer.ip,
            "merchantPosId": self._account.pos_id,
            "description": checkout.title[:4000],
            "visibleDescription": checkout.title[:80],
            "currencyCode": checkout.currency,
            "totalAmount": amount,
            "validityTime": str(VALID_FOR),
            "buyer": {"language": language} | ({"email": checkout.email} if checkout.email else {}),
            "products": [{"name": checkout.title[:255], "unitPrice": amount, "quantity": "1"}],
        }

    def _started(self, answer: Answer, method: Method) -> Started:
        status = text_in(answer.part("status", "statusCode"))
        order_id, url = text_in(answer.body.get("orderId")), answer.body.get("redirectUri")
        if status == "SUCCESS" and isinstance(url, str) and self._line.leads_to(url):
            return Redirect(url, order_id)
        if status == "SUCCESS" and method is Method.BLIK:
            return AwaitingApp(clock.now() + CODE_TO_CONFIRM, order_id)
        if method is Method.BLIK and status == "ERROR_ORDER_NOT_UNIQUE":
            return Unclear(clock.now() + CODE_TO_CONFIRM)  # asked before, and the answer was lost
        if method is Method.BLIK and (reason := payu_notices.reason_of(_said(answer))):
            return Rejected(reason)
        log.error("payment not started", company=self.name, status=answer.status, said=_said(answer))
        raise PartnerUnavailable(_said(answer))

    def _ask(self, verb: str, path: str, deadline: Deadline, **said: Any) -> Answer:
        """With a token; with a new one, once, if PayU has forgotten it."""
        answer = self._line.ask(verb, path, deadline, headers=self._authorized(deadline), **said)
        if answer.status == 401:
            self._forget_token()
            answer = self._line.ask(verb, path, deadline, headers=self._authorized(deadline), **said)
        if answer.status == 401:
            raise PartnerUnavailable(_said(answer))
        return answer

    def _authorized(self, deadline: Deadline) -> dict[str, str]:
        """One thread asks for a token, the others wait for it."""
        if not self._one_asks.acquire(timeout=max(0.0, deadline.left)):
            raise PartnerUnavailable("no token in time")
        try:
            if clock.seconds() >= self._token_ends:
                self._get_token(deadline)
            return {"Authorization": f"Bearer {self._token}"}
        finally:
            self._one_asks.release()

    def _get_token(self, deadline: Deadline) -> None:
        account = self._account
        form = {
            "grant_type": "client_credentials",
            "client_id": account.client_id or account.pos_id,
            "client_secret": account.client_secret,
        }
        try:
            answer = self._line.ask("POST", "/pl/standard/user/oauth/authorize", deadline, data=form)
        except NoAnswer as error:
            raise PartnerUnavailable(str(error)) from error  # a token costs nobody anything
        token, lasts = answer.body.get("access_token"), answer.body.get("expires_in")
        if not answer.is_good or not isinstance(token, str):
            log.error("payment company does not know us", company=self.name, said=text_in(answer.body.get("error")))
            raise PartnerUnavailable("PayU does not accept our client id and secret")
        self._token = token
        self._token_ends = clock.seconds() + (lasts if isinstance(lasts, int) else 0) - _EARLY

    def _forget_token(self) -> None:
        self._token_ends = 0.0


def _path(order_id: str) -> str:
    return f"{_ORDERS}/{quote(order_id, safe='')}"


def _said(answer: Answer) -> str:
    """PayU's words for what is wrong; never what a customer typed."""
    return text_in(answer.part("status", "codeLiteral")) or text_in(answer.part("status", "statusCode")) or "nothing"
