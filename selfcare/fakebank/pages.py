"""What a person sees: the bank's app with its codes and confirmations, the page to pay at, and the faults."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request

from selfcare.fakebank import blik, desk
from selfcare.fakebank.here import ledger
from selfcare.fakebank.ledger import NEW, P24, PAYU, Row

pages = Blueprint("pages", __name__)

_ANSWERS = {"approve": blik.WELL, "reject": blik.CANCELLED, "ignore": blik.TIMED_OUT}
SWITCHES = {  # name: what it does, in the words of the page
    "twice": "Każde zawiadomienie przychodzi dwa razy",
    "out_of_order": "Najpierw COMPLETED, potem PENDING",
    "notice_first": "Zawiadomienie wyprzedza odpowiedź na zlecenie",
    "wrong_signature": "Zły podpis zawiadomienia",
    "wrong_amount": "Kwota w zawiadomieniu o grosz za duża",
    "wrong_currency": "Waluta w zawiadomieniu: EUR",
    "sha256": "Podpis SHA-256 zamiast MD5 (PayU)",
    "create_500": "Błąd 500 po przyjęciu zlecenia",
    "create_silent": "Cisza po przyjęciu zlecenia",
    "charge_500": "Błąd 500 po przyjęciu kodu BLIK (Przelewy24)",
    "charge_silent": "Cisza po przyjęciu kodu BLIK (Przelewy24)",
    "refund_refused": "Zwroty są odrzucane",
}
NUMBERS = {
    "drop_first": "Tyle najbliższych zawiadomień ginie",
    "delay": "Opóźnienie zawiadomień, w sekundach",
    "oauth_401": "Tyle najbliższych pytań dostaje 401 (PayU)",
}


@pages.before_request
def same_site() -> None:
    """Nobody else's page presses our buttons."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        abort(403)


@pages.after_request
def guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # with less, browsers hide the Origin of our own forms
    return response


@pages.get("/")
def app() -> str:
    query = "SELECT * FROM code WHERE used = 0 AND expires_at > ? ORDER BY expires_at DESC"
    code = ledger().row(query, time.time())
    return render_template("app.html", code=code, waiting=ledger().waiting(), newest=ledger().newest())


@pages.post("/code")
def new_code() -> Any:
    ledger().new_code()
    return redirect("/", 303)


@pages.post("/decide")
def decide() -> Any:
    """Yes, no, or nothing at all (then the time is over at once)."""
    result = _ANSWERS.get(request.form.get("answer", "")) or abort(400)
    desk.decide(ledger(), request.form.get("id", ""), result)
    return redirect("/", 303)


@pages.route("/pay/", methods=["GET", "POST"])
def pay_payu() -> Any:
    payment = ledger().payment(request.args.get("orderId", ""))
    if payment is None or payment["company"] != PAYU or payment["token"] != request.args.get("token"):
        abort(404)
    return _pay(payment)


@pages.route("/trnRequest/<token>", methods=["GET", "POST"])
def pay_p24(token: str) -> Any:
    payment = ledger().row("SELECT * FROM payment WHERE company = ? AND token = ?", P24, token)
    return _pay(payment or abort(404))


@pages.route("/faults", methods=["GET", "POST"])
def faults() -> Any:
    if request.method == "POST":
        for name in SWITCHES:
            ledger().set_fault(name, name in request.form)
        for name in NUMBERS:
            ledger().set_fault(name, request.form.get(name, 0, type=int))
        return redirect("/faults", 303)
    return render_template("faults.html", switches=SWITCHES, numbers=NUMBERS, on=ledger().faults())


@pages.route("/control/faults", methods=["GET", "POST"])
def control_faults() -> Response:
    """For scripts: `{"twice": true, "drop_first": 2}`; what is not named stays."""
    for name, value in (request.get_json() if request.method == "POST" else {}).items():
        if name not in SWITCHES | NUMBERS:
            abort(400)
        ledger().set_fault(name, value)
    return jsonify(ledger().faults())


@pages.get("/control/payments")
def control_payments() -> Response:
    """For scripts: every payment, the newest first, with what became of its notices."""
    hidden = {"token", "request"}
    found = []
    for row in ledger().newest(10_000):
        notices = ledger().rows("SELECT kind, tries, done, answer FROM notice WHERE payment_id = ?", row["id"])
        found.append({name: value for name, value in row.items() if name not in hidden} | {"notices": notices})
    return jsonify(found)


@pages.post("/control/code")
def control_code() -> Response:
    return jsonify(ledger().new_code())


@pages.post("/control/payments/<payment_id>/<answer>")
def control_decide(payment_id: str, answer: str) -> Response:
    """For scripts: answer in the app, or on the bank's page if the customer is still there."""
    payment, result = ledger().payment(payment_id), _ANSWERS.get(answer)
    if payment is None or result is None:
        abort(404)
    at_page = payment["state"] == NEW
    act = desk.begin_and_decide if at_page else desk.decide
    return jsonify(done=act(ledger(), payment_id, result))


def _pay(payment: Row) -> Any:
    if request.method == "GET":
        return render_template("pay.html", payment=payment, is_open=payment["state"] == NEW)
    says_yes = request.form.get("answer") == "approve"
    desk.begin_and_decide(ledger(), payment["id"], blik.WELL if says_yes else blik.CANCELLED)
    back = payment["return_url"]
    if not says_yes and payment["company"] == PAYU:
        back += ("&" if "?" in back else "?") + "error=501"
    return redirect(back, 303)
