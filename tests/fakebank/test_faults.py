"""Faults that can be switched on, and notices that are carried again and again."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import httpx
import pytest

from selfcare.fakebank import Bank, accounts
from tests.fakebank.shop import Shop, signature_of
from tests.payments.gateways.servers import Said


def test_a_notice_that_is_not_taken_comes_again(shop: Shop, bank: Bank) -> None:
    answers = iter([Said(503), Said(404), Said()])
    shop.hook.answers = lambda _asked: next(answers, Said())

    shop.order(code="500500")

    shop.told(4)
    shop.hook.wait_for(lambda: not bank.ledger.rows("SELECT * FROM notice WHERE done = 0"))
    assert sum(row["tries"] for row in bank.ledger.rows("SELECT * FROM notice")) == 4


def test_a_shop_that_is_away_is_told_when_it_is_back(shop: Shop, bank: Bank) -> None:
    shop.order(code="777123", notifyUrl="http://127.0.0.1:9/gone")

    refused = "SELECT * FROM notice WHERE answer = 'ConnectionRefusedError'"
    shop.hook.wait_for(lambda: bool(bank.ledger.rows(refused)))
    assert not bank.ledger.rows("SELECT * FROM notice WHERE done = 1")


def test_twice(shop: Shop) -> None:
    _switch(shop, twice=True)

    shop.order(code="777123")

    assert sorted(shop.statuses(4)) == ["COMPLETED", "COMPLETED", "PENDING", "PENDING"]


def test_out_of_order(shop: Shop) -> None:
    _switch(shop, out_of_order=True)

    shop.order(code="777123")

    assert shop.statuses(2) == ["COMPLETED", "PENDING"]


def test_the_first_ones_are_lost(shop: Shop, bank: Bank) -> None:
    _switch(shop, drop_first=2)

    shop.order(code="777123")

    assert sorted(shop.statuses(2)) == ["COMPLETED", "PENDING"]
    assert bank.ledger.rows("SELECT sum(tries) AS tries FROM notice") == [{"tries": 4}]


def test_late(shop: Shop) -> None:
    _switch(shop, delay=1)
    began = time.monotonic()

    shop.order(code="777123")

    shop.told(1)
    assert time.monotonic() - began >= 0.9


@pytest.mark.parametrize(
    ("fault", "name", "value"), [("wrong_amount", "totalAmount", "5000"), ("wrong_currency", "currencyCode", "EUR")]
)
def test_wrong_facts_with_a_right_signature(shop: Shop, fault: str, name: str, value: str) -> None:
    _switch(shop, **{fault: True})

    shop.order(code="777123")
    token = shop.register().json()["data"]["token"]
    shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "777123"})

    orders = [told for told in shop.told(3) if "order" in told]
    assert {told["order"][name] for told in orders} == {value}
    (other,) = [told for told in shop.told(3) if "order" not in told][:1]
    assert str(other["amount" if name == "totalAmount" else "currency"]) == value


def test_a_wrong_signature(shop: Shop) -> None:
    _switch(shop, wrong_signature=True)

    shop.order(code="777123")
    token = shop.register().json()["data"]["token"]
    shop.p24("POST", "paymentMethod/blik/chargeByCode", json={"token": token, "blikCode": "777123"})
    shop.told(3)

    for asked in shop.hook.asked:
        if asked.path == "/payu":
            right = hashlib.md5(asked.body + accounts.PAYU_SECOND_KEY.encode()).hexdigest()  # noqa: S324
            assert signature_of(asked)["signature"] != right
    assert "0" * 96 in [told.get("sign") for told in shop.told()]


def test_an_error_after_the_deed(shop: Shop) -> None:
    _switch(shop, create_500=True)

    assert shop.order(code="777123").status_code == 500
    assert sorted(shop.statuses(2)) == ["COMPLETED", "PENDING"]


def test_silence_after_the_deed(shop: Shop) -> None:
    _switch(shop, create_silent=True, charge_silent=True)

    assert shop.token
    shop.client.timeout = httpx.Timeout(0.2)
    with pytest.raises(httpx.ReadTimeout):
        shop.order(code="777123")

    shop.client.timeout = httpx.Timeout(5)
    assert sorted(shop.statuses(2)) == ["COMPLETED", "PENDING"]


def test_the_notice_overtakes_the_answer(shop: Shop) -> None:
    _switch(shop, notice_first=True)

    shop.order(code="777123")

    assert len(shop.hook.asked) == 2  # no waiting


def test_a_token_is_forgotten_once(shop: Shop) -> None:
    assert shop.token
    _switch(shop, oauth_401=1)

    assert shop.order("one").status_code == 401
    assert shop.order("one").status_code == 302


def test_refunds_can_be_refused(shop: Shop) -> None:
    _switch(shop, refund_refused=True)
    order_id = shop.order(code="777123").json()["orderId"]
    shop.wait_until(order_id, "COMPLETED")

    shop.payu("POST", f"/api/v2_1/orders/{order_id}/refunds", json={"refund": {"description": "Zwrot"}})

    assert [told["refund"]["status"] for told in shop.told(3) if "refund" in told] == ["CANCELED"]


def test_what_was_begun_goes_on_after_a_restart(bank: Bank, shop: Shop) -> None:
    order_id = shop.order().json()["orderId"]
    file = bank.ledger.rows("PRAGMA database_list")[0]["file"]

    with Bank(Path(file)) as reopened:
        assert (reopened.ledger.payment(order_id) or {})["reference"] == "one"


def _switch(shop: Shop, **faults: object) -> None:
    assert shop.client.post("/control/faults", json=faults).json() == faults
