"""What becomes of a BLIK code: the official codes of PayU's sandbox, and those that the bank's own app shows."""

from __future__ import annotations

import time
from dataclasses import dataclass

from selfcare.fakebank.ledger import CONFIRM_WITHIN, Ledger

WELL = "SUCCESS"
DECLINED = "AUT_ERROR_DECLINED"
CANCELLED = "AUT_ERROR_USER_DECLINED"
TIMED_OUT = "AUT_ERROR_USER_TIMEOUT"
WRONG = "REG_ERROR_AUTH_CODE_INVALID"
EXPIRED = "REG_ERROR_AUTH_CODE_EXPIRED"
USED = "REG_ERROR_AUTH_CODE_USED"

_REFUSED = {"700701": EXPIRED, "700702": "REG_ERROR_AUTH_CODE_CANCELLED", "700703": USED}


@dataclass(frozen=True)
class Taken:
    """The bank knows the code. It decides at `decide_at`; an empty verdict waits for the customer until then."""

    decide_at: float
    verdict: str


@dataclass(frozen=True)
class NotTaken:
    """The bank refuses at once."""

    result: str


def take(ledger: Ledger, code: str, *, thinks: float) -> Taken | NotTaken:
    """Use a code up. A code of the app waits for a hand; any other 777xxx is confirmed by itself, as in the sandbox.

    `thinks`: the seconds until then.
    """
    shown = ledger.row("SELECT * FROM code WHERE code = ?", code)
    if shown is None:
        return _in_the_sandbox(code, time.time() + thinks)
    if shown["expires_at"] < time.time():
        return NotTaken(EXPIRED)
    if not ledger.run("UPDATE code SET used = 1 WHERE code = ? AND used = 0", code):
        return NotTaken(USED)
    return Taken(time.time() + CONFIRM_WITHIN, "")


def _in_the_sandbox(code: str, decide_at: float) -> Taken | NotTaken:
    if code == "500500":
        return Taken(decide_at, DECLINED)
    if code.startswith("777") or code == "200201":
        return Taken(decide_at, WELL)
    return NotTaken(_REFUSED.get(code, WRONG))
