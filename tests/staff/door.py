"""Coming in at the front door."""

from datetime import datetime
from typing import Any

import pyotp

from selfcare import clock
from tests.browser import Browser

PASSWORD = "cztery zielone krzesła"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "The e-mail, the password or the code is wrong. Each code works once."


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(KEY).at(moment)


def type_in(browser: Browser, *, status: int = 200, **fields: Any) -> Browser:
    """Everything right, but for what is named."""
    typed: dict[str, Any] = {"email": "bok@example.org", "password": PASSWORD, "code": code_at(clock.now()), **fields}
    return browser.open("/staff/login").press("Sign in", status=status, **typed)
