"""Choosing the payment companies of this installation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from selfcare.config import Settings
from selfcare.payments.gateway import PaymentGateway
from selfcare.payments.gateways.payu import PayU, PayUAccount
from selfcare.payments.gateways.przelewy24 import P24Account, Przelewy24

HOOK = "/hooks/payments/"  # and the company's name: where notices come to


def gateways_of(settings: Settings) -> Mapping[str, PaymentGateway]:
    """Every company that we have the keys of, by name.

    `settings.payment_gateway` takes new payments; another one still ends what it has begun.
    """
    return {gateway.name: gateway for gateway in _gateways(settings)}


def pages_of(gateways: Mapping[str, PaymentGateway]) -> list[str]:
    """The sites that customers are sent to."""
    return sorted({origin for gateway in gateways.values() for origin in gateway.page_origins})


def _gateways(settings: Settings) -> Iterable[PaymentGateway]:
    hook = settings.public_url.rstrip("/") + HOOK
    if settings.has_payu:
        payu = PayUAccount(
            pos_id=settings.payment_payu_pos_id,
            client_id=settings.payment_payu_client_id,
            client_secret=settings.payment_payu_client_secret,
            second_key=settings.payment_payu_second_key,
            weakest_hash=settings.payment_payu_weakest_hash,
        )
        yield PayU(payu, address=settings.payment_payu_address, notify_url=f"{hook}{PayU.name}")
    if settings.has_p24:
        p24 = P24Account(
            merchant_id=settings.payment_p24_merchant_id,
            pos_id=settings.payment_p24_pos_id,
            api_key=settings.payment_p24_api_key,
            crc=settings.payment_p24_crc,
        )
        yield Przelewy24(p24, address=settings.payment_p24_address, notify_url=f"{hook}{Przelewy24.name}")
