"""What is said to customers, and what is said to nobody."""

from __future__ import annotations

import logging

import pytest
import structlog
from flask import Flask

from selfcare import clock
from selfcare.errors import PartnerUnavailable
from selfcare.payments.gateway import Method, PaymentRejected, Reason, explain
from selfcare.web import logs
from tests.payments.gateways.servers import Said, Server
from tests.payments.gateways.worlds import P24, PAYER, PAYU, World, checkout, p24_at


@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_refusal_says_what_became_of_the_money(app: Flask, reason: Reason | None) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        sentence = str(explain(reason))

    assert sentence.count(".") >= 2
    assert "No money was taken" in sentence or "nie zostały pobrane" in sentence
    assert isinstance(explain(reason), PaymentRejected)


def test_no_code_and_no_secret_is_logged(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logs.set_up("DEBUG")

    world.gateway.start(checkout(), Method.BLIK, PAYER, blik_code="777123")
    world.gateway.start(checkout("e" * 32), Method.BLIK, PAYER, blik_code="123456")
    world.gateway.check()

    structlog.reset_defaults()
    said = caplog.text + "".join(capfd.readouterr())
    for secret in ("777123", "123456", PAYU.client_secret, PAYU.second_key, P24.api_key, P24.crc, "Bearer", "Basic "):
        assert secret not in said
    for secret in (PAYU.client_secret, PAYU.second_key, P24.api_key, P24.crc):
        assert secret not in repr(PAYU) + repr(P24) + repr(world.gateway)


def test_an_answer_without_an_end_is_cut_off() -> None:
    with Server(lambda _asked: Said(body='{"x":"' + "y" * 2_000_000 + '"}')).running() as server:
        gateway = p24_at(server.address)
        with pytest.raises(PartnerUnavailable, match="without an end"):
            gateway.check()
        gateway.close()


def test_a_company_that_drips_is_left_in_time() -> None:
    with Server(lambda _asked: Said(silence=3)).running() as server:
        gateway = p24_at(server.address, patience=0.2)
        began = clock.seconds()
        with pytest.raises(PartnerUnavailable):
            gateway.check()
        gateway.close()

    assert clock.seconds() - began < 2
