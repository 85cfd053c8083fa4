"""What happens to payments and refunds at the bank, whichever company they came through."""

from __future__ import annotations

import time

from selfcare.fakebank import blik
from selfcare.fakebank.ledger import CANCELED, COMPLETED, NEW, P24, PAYU, PENDING, Ledger, Row

OPEN = (NEW, PENDING)
REFUND, BLIK_FAILED = "REFUND", "BLIK_FAILED"
_LATER = 0.5  # seconds between two notices that come out of order


def begin(ledger: Ledger, payment: Row, taken: blik.Taken, *, flow: str) -> None:
    """The code was taken: from now on the customer is asked."""
    ledger.change("payment", payment["id"], state=PENDING, flow=flow, decide_at=taken.decide_at, verdict=taken.verdict)
    if payment["company"] == PAYU and not ledger.fault("out_of_order"):
        tell(ledger, payment["id"], PENDING)


def decide(ledger: Ledger, payment_id: str, result: str) -> bool:
    """Take the money, or do not. False if that was decided before."""
    with ledger.at_once():
        payment = ledger.payment(payment_id)
        if payment is None or payment["state"] not in OPEN:
            return False
        state = COMPLETED if result == blik.WELL else CANCELED
        ledger.change("payment", payment_id, state=state, result=result, decide_at=None)
        _tell_of(ledger, payment, state)
    return True


def begin_and_decide(ledger: Ledger, payment_id: str, result: str) -> bool:
    """A customer on the bank's own page: there the yes or no comes at once."""
    with ledger.at_once():
        payment = ledger.payment(payment_id)
        if payment is None or payment["state"] != NEW:
            return False
        begin(ledger, payment, blik.Taken(time.time() + 60, result), flow="PBL")
        return decide(ledger, payment_id, result)


def tick(ledger: Ledger) -> None:
    """Everything whose time has come."""
    now = time.time()
    due = "SELECT * FROM payment WHERE state = ? AND decide_at <= ?"
    for payment in ledger.rows(due, PENDING, now):
        decide(ledger, payment["id"], payment["verdict"] or blik.TIMED_OUT)
    expired = "SELECT * FROM payment WHERE state IN (?, ?) AND decide_at IS NULL AND expires_at <= ?"
    for payment in ledger.rows(expired, *OPEN, now):
        decide(ledger, payment["id"], "EXPIRED")
    for refund in ledger.rows("SELECT * FROM refund WHERE state = 'PENDING' AND ends_at <= ?", now):
        with ledger.at_once():
            state = "CANCELED" if ledger.fault("refund_refused") else "FINALIZED"
            ledger.change("refund", refund["id"], state=state)
            tell(ledger, refund["payment_id"], REFUND, refund_id=refund["id"])


def give_back(ledger: Ledger, payment: Row, refund: Row) -> Row | str:
    """Note a refund. The same reference again gives the earlier one; a text says why not."""
    with ledger.at_once():
        known = "SELECT * FROM refund WHERE payment_id = ? AND reference = ?"
        if refund["reference"] and (earlier := ledger.row(known, payment["id"], refund["reference"])):
            same = (earlier["amount"], earlier["title"]) == (refund["amount"], refund["title"])
            return earlier if same else "reference used with other facts"
        if payment["state"] != COMPLETED:
            return "not paid"
        query = "SELECT coalesce(sum(amount), 0) AS sum FROM refund WHERE payment_id = ? AND state != 'CANCELED'"
        given = ledger.rows(query, payment["id"])[0]["sum"]
        if not 0 < refund["amount"] <= payment["amount"] - given:
            return "more than was paid"
        ledger.add("refund", refund)
    return refund


def tell(ledger: Ledger, payment_id: str, kind: str, *, refund_id: str = "", after: float = 0) -> None:
    """Queue a notice."""
    due_at = time.time() + float(ledger.fault("delay") or 0) + after
    facts = {
        "payment_id": payment_id,
        "refund_id": refund_id,
        "kind": kind,
        "first_at": due_at,
        "due_at": due_at,
        "tries": 0,
        "done": 0,
        "answer": "",
    }
    for _ in range(2 if ledger.fault("twice") else 1):
        ledger.add("notice", facts)


def _tell_of(ledger: Ledger, payment: Row, state: str) -> None:
    if payment["company"] == P24:
        if state == COMPLETED:
            tell(ledger, payment["id"], state)
        elif payment["flow"] == "BLIK_AUTHORIZATION_CODE":
            tell(ledger, payment["id"], BLIK_FAILED)  # of any other failure Przelewy24 says nothing
        return
    tell(ledger, payment["id"], state)
    if ledger.fault("out_of_order"):
        tell(ledger, payment["id"], PENDING, after=_LATER)
