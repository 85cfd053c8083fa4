"""What a person sees of the fake bank."""

from __future__ import annotations

import re

from selfcare.fakebank import Bank
from tests.fakebank.shop import Shop


def test_every_page_says_that_it_is_no_bank(shop: Shop) -> None:
    page = shop.order().json()["redirectUri"]

    for path in ("/", "/faults", page):
        answer = shop.client.get(path)
        assert "SYMULATOR" in answer.text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script>|style=|onclick", answer.text)
    for file in re.findall(r'(?:href|src)="(/bank/[^"]+)"', shop.client.get("/").text):
        assert shop.client.get(file).status_code == 200


def test_a_code_of_the_app_waits_for_a_hand(shop: Shop) -> None:
    shop.client.post("/code")
    code = _code(shop)

    order_id = shop.order(code=code).json()["orderId"]

    assert "114" not in shop.client.get("/").text
    assert "Zatwierdź 49,99" in shop.client.get("/").text
    assert shop.client.post("/decide", data={"id": order_id, "answer": "approve"}).status_code == 303
    assert shop.statuses(2) == ["PENDING", "COMPLETED"]
    assert "zapłacona" in shop.client.get("/").text


def test_a_code_works_once_and_for_two_minutes(shop: Shop, bank: Bank) -> None:
    used, old = (shop.client.post("/control/code").json()["code"] for _ in range(2))
    shop.order("one", code=used)
    bank.ledger.run("UPDATE code SET expires_at = 1 WHERE code = ?", old)

    assert shop.order("two", code=used).json()["status"]["codeLiteral"] == "REG_ERROR_AUTH_CODE_USED"
    assert shop.order("three", code=old).json()["status"]["codeLiteral"] == "REG_ERROR_AUTH_CODE_EXPIRED"


def test_no_and_no_answer_at_all(shop: Shop) -> None:
    results = {}
    for answer in ("reject", "ignore"):
        order_id = shop.order(answer, code=shop.client.post("/control/code").json()["code"]).json()["orderId"]
        shop.client.post("/decide", data={"id": order_id, "answer": answer})
        transactions = shop.payu("GET", f"/api/v2_1/orders/{order_id}/transactions").json()["transactions"]
        results[answer] = transactions[0]["resultCode"]

    assert results == {"reject": "AUT_ERROR_USER_DECLINED", "ignore": "AUT_ERROR_USER_TIMEOUT"}
    assert shop.client.post("/decide", data={"id": "x", "answer": "perhaps"}).status_code == 400


def test_nobody_answering_in_the_app_ends_it_too(shop: Shop, bank: Bank) -> None:
    order_id = shop.order(code=shop.client.post("/control/code").json()["code"]).json()["orderId"]
    bank.ledger.change("payment", order_id, decide_at=1)

    assert shop.statuses(2) == ["PENDING", "CANCELED"]


def test_paying_at_the_bank_s_page_leads_back(shop: Shop) -> None:
    page = shop.order().json()["redirectUri"]

    paid = shop.client.post(page, data={"answer": "approve"})

    assert (paid.status_code, paid.headers["Location"]) == (303, "http://shop.example/return")
    assert shop.statuses(2) == ["PENDING", "COMPLETED"]
    assert "już opłacona" in shop.client.get(page).text
    assert shop.client.get(page.replace("token=", "token=x")).status_code == 404


def test_giving_up_at_the_bank_s_page_leads_back_with_an_error(shop: Shop) -> None:
    page = shop.order().json()["redirectUri"]

    left = shop.client.post(page, data={"answer": "reject"})

    assert left.headers["Location"] == "http://shop.example/return?error=501"
    assert "nie można już opłacić" in shop.client.get(page).text


def test_przelewy24_s_page(shop: Shop) -> None:
    token = shop.register().json()["data"]["token"]

    assert "Zapłać 49,99" in shop.client.get(f"/trnRequest/{token}").text
    assert shop.client.post(f"/trnRequest/{token}", data={"answer": "reject"}).headers["Location"].endswith("/return")
    assert shop.client.get("/trnRequest/x").status_code == 404


def test_faults_are_set_by_hand(shop: Shop, bank: Bank) -> None:
    shop.client.post("/faults", data={"twice": "on", "drop_first": "3", "delay": ""})

    assert bank.ledger.faults() == {"twice": True, "drop_first": 3}
    assert 'name="twice" checked' in shop.client.get("/faults").text
    assert shop.client.post("/control/faults", json={"no_such": 1}).status_code == 400


def test_scripts_can_see_and_answer(shop: Shop) -> None:
    at_page = shop.order("one").json()["orderId"]
    in_app = shop.order("two", code=shop.client.post("/control/code").json()["code"]).json()["orderId"]

    for order_id in (at_page, in_app):
        assert shop.client.post(f"/control/payments/{order_id}/approve").json() == {"done": True}
        assert shop.client.post(f"/control/payments/{order_id}/approve").json() == {"done": False}
    assert shop.client.post("/control/payments/x/approve").status_code == 404

    found = shop.client.get("/control/payments").json()
    assert {row["state"] for row in found} == {"COMPLETED"}
    assert "token" not in found[0]


def test_another_site_cannot_press_our_buttons(shop: Shop) -> None:
    statuses = [
        shop.client.post("/code", headers={"Origin": origin}).status_code
        for origin in ("https://elsewhere.example", "null", str(shop.client.base_url).rstrip("/"))
    ]

    assert statuses == [403, 403, 303]
    assert shop.client.get("/").headers["Referrer-Policy"] == "same-origin"  # with less our own forms say "null"


def _code(shop: Shop) -> str:
    shown = re.search(r'class="code"[^>]*>(\d{3})&nbsp;(\d{3})<', shop.client.get("/").text)
    assert shown
    return shown[1] + shown[2]
