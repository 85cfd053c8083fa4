"""A payment company in memory: does what the port says, and what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from selfcare import clock
from selfcare.errors import PartnerUnavailable
from selfcare.money import CURRENCY, Money
from selfcare.payments.gateway import (
    AwaitingApp,
    BadSignature,
    Checkout,
    Event,
    Kind,
    Method,
    Payer,
    Reason,
    Redirect,
    Refund,
    Refused,
    Rejected,
    Started,
)

PAGE = "https://secure.payu.com/pay/?orderId=1"
REJECTED = {"500500": Reason.DECLINED, "700703": Reason.USED_CODE, "111111": Reason.WRONG_CODE}


@dataclass
class Company:
    """Knows what it was asked; signs its notices with a word."""

    name: str = "payu"
    page_origins: Sequence[str] = ("https://secure.payu.com",)
    is_silent: bool = False
    refuses: bool = False
    asked: list[Checkout] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    knows: dict[str, Event] = field(default_factory=dict)  # by reference, what `fetch` answers

    def start(self, checkout: Checkout, method: Method, payer: Payer, *, blik_code: str = "") -> Started:  # noqa: ARG002
        self._hear()
        self.asked.append(checkout)
        if method is not Method.BLIK:
            return Redirect(PAGE, order_of(checkout.reference))
        if blik_code in REJECTED:
            return Rejected(REJECTED[blik_code])
        return AwaitingApp(clock.now() + timedelta(seconds=120), order_of(checkout.reference))

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Event]:
        if headers.get("X-Word") != "right":
            raise BadSignature
        told = json.loads(body)
        return [event_for(told["reference"], Kind(told["kind"]), Money(told["amount"]))]

    def confirm(self, checkout: Checkout, event: Event) -> None:  # noqa: ARG002
        self._hear()
        self.confirmed.append(checkout.reference)

    def fetch(self, checkout: Checkout) -> Event | None:
        self._hear()
        return self.knows.get(checkout.reference)

    def refund(self, refund: Refund) -> None:
        self._hear()
        self.refunds.append(refund)

    def fetch_refund(self, refund: Refund) -> Event | None:
        self._hear()
        return self.knows.get(refund.reference)

    def check(self) -> str:
        return "fine"

    def close(self) -> None:
        pass

    def _hear(self) -> None:
        if self.is_silent:
            raise PartnerUnavailable("silence")
        if self.refuses:
            raise Refused("never")


def order_of(reference: str) -> str:
    return f"ORDER-{reference[:8]}"


def event_for(
    reference: str, kind: Kind, amount: Money, *, currency: str = CURRENCY, must_confirm: bool = False, **facts: str
) -> Event:
    refund_reference = facts.get("refund_reference", "")
    return Event(
        key=f"{refund_reference or reference}:{kind}:{amount}{currency}",
        reference=reference,
        order_id=facts.get("order_id", order_of(reference)),
        kind=kind,
        amount=amount,
        currency=currency,
        refund_reference=refund_reference,
        must_confirm=must_confirm,
        reason=Reason.DECLINED if kind is Kind.FAILED else None,
    )
