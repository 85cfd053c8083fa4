"""What we need from a payment company, in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask_babel import lazy_gettext as _l

from selfcare.errors import RuleBroken
from selfcare.money import CURRENCY, Money


class BadSignature(Exception):
    """A notice that the payment company did not sign. Nothing in it may be believed. Answered with 400."""


class Refused(Exception):
    """The company will never do this; asking again changes nothing. The text is for staff, never for the customer."""


class Method(StrEnum):
    """How the customer wants to pay."""

    BLIK = "blik"  # a code from the bank's app, typed on our page
    BANK = "bank"  # the bank's own page, by way of the company's
    CARD = "card"  # the company's card page; no card number ever comes near us


class Reason(StrEnum):
    """Why no money was taken."""

    WRONG_CODE = "wrong_code"
    EXPIRED_CODE = "expired_code"
    USED_CODE = "used_code"
    CANCELLED = "cancelled"  # by the customer, in the bank's app
    DECLINED = "declined"  # by the bank: limit, money, anything else it does not tell
    TIMED_OUT = "timed_out"  # nobody confirmed in time


class Kind(StrEnum):
    """What an event says."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    REFUND_DONE = "refund_done"
    REFUND_REJECTED = "refund_rejected"


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """One amount that we ask a company to take, once. Written down and committed before anybody is asked."""

    reference: str  # ours, 32 hexadecimal digits: never used for another try
    amount: Money
    title: str  # the customer reads it at the bank
    email: str
    language: str  # of the company's page
    return_url: str  # where the browser comes back to; it proves nothing
    currency: str = CURRENCY
    order_id: str = ""  # the company's name for it, once we know it


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Who sits at the other end, as payment companies want to know it."""

    ip: str
    user_agent: str = ""


@dataclass(frozen=True)
class Redirect:
    """The customer goes on at the company's page."""

    url: str
    order_id: str = ""


@dataclass(frozen=True)
class AwaitingApp:
    """The code was taken; the customer confirms in the bank's app until `expires_at`."""

    expires_at: datetime
    order_id: str = ""


@dataclass(frozen=True)
class Rejected:
    """No money was taken and none will be. `explain(reason)` is what the customer reads."""

    reason: Reason


@dataclass(frozen=True)
class Unclear:
    """The company fell silent after we handed over a BLIK code: it may have taken it. A notice or `fetch` will tell."""

    expires_at: datetime


Started = Redirect | AwaitingApp | Rejected | Unclear


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a company says happened, believed as to its origin and not yet compared with what we asked for."""

    key: str  # the same event has the same key, however often it is told
    reference: str  # of the checkout
    order_id: str
    kind: Kind
    amount: Money  # of a refund: what was given back; FAILED may come without one
    currency: str
    refund_reference: str = ""  # only of refunds: ours
    must_confirm: bool = False  # the money is not ours before `confirm`
    reason: Reason | None = None  # of FAILED, where the company tells


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money to give back. The reference makes asking twice harmless."""

    reference: str  # ours, 32 hexadecimal digits
    checkout: Checkout  # with its order_id
    amount: Money
    title: str  # at most 35 characters


class PaymentGateway(Protocol):
    """Implemented once for each payment company. Every method may raise PartnerUnavailable but `parse_notification`."""

    name: str  # the last part of the address that notices come to
    page_origins: Sequence[str]  # where customers are sent to, for the Content-Security-Policy

    def start(self, checkout: Checkout, method: Method, payer: Payer, *, blik_code: str = "") -> Started:
        """Open the payment. PartnerUnavailable: nothing was taken and a new try needs a new reference.

        Takes at most 10 seconds. `blik_code` is six digits; it is handed on and forgotten.
        """

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> Sequence[Event]:
        """Verify and translate a notice. Raises BadSignature. Empty: nothing in it that concerns us."""

    def confirm(self, checkout: Checkout, event: Event) -> None:
        """Tell the company that we know of the money (`event.must_confirm`), with our own amount. May be repeated.

        Raises Refused when the company does not agree.
        """

    def fetch(self, checkout: Checkout) -> Event | None:
        """Ask what became of it. None: the company knows nothing (yet), or we do not know its order_id."""

    def refund(self, refund: Refund) -> None:
        """Ask for money to be given back; an event, or `fetch_refund`, tells how it ended. May be repeated.

        Raises Refused.
        """

    def fetch_refund(self, refund: Refund) -> Event | None:
        """Ask what became of a refund. None: still under way, or never heard of."""

    def check(self) -> str:
        """One line for the doctor: the company knows us. Raises Refused when it does not."""

    def close(self) -> None:
        """Let go of the network."""


class PaymentRejected(RuleBroken):
    """The bank said no, and no money was taken."""

    message = _l("The bank declined the payment. No money was taken. Try another code or another way to pay.")


class WrongCode(PaymentRejected):
    """A BLIK code that no bank gave out."""

    message = _l("The bank does not know this code. No money was taken. Get a new code in your bank’s app.")


class CodeExpired(PaymentRejected):
    """BLIK codes live for two minutes."""

    message = _l("This code has expired. No money was taken. Get a new code in your bank’s app.")


class CodeUsed(PaymentRejected):
    """BLIK codes work once."""

    message = _l("This code has been used before. No money was taken. Get a new code in your bank’s app.")


class PaymentCancelled(PaymentRejected):
    """The customer said no."""

    message = _l("The payment was cancelled in the bank’s app. No money was taken.")


class NotConfirmed(PaymentRejected):
    """The customer said nothing."""

    message = _l("The payment was not confirmed in time. No money was taken. Try again.")


_SENTENCES: Mapping[Reason, type[PaymentRejected]] = {
    Reason.WRONG_CODE: WrongCode,
    Reason.EXPIRED_CODE: CodeExpired,
    Reason.USED_CODE: CodeUsed,
    Reason.CANCELLED: PaymentCancelled,
    Reason.TIMED_OUT: NotConfirmed,
}


def explain(reason: Reason | None) -> PaymentRejected:
    """What to tell the customer: to raise, or to show."""
    return _SENTENCES.get(reason, PaymentRejected)() if reason else PaymentRejected()
