"""The bank that answers this request."""

from typing import TYPE_CHECKING, cast

from flask import current_app

from selfcare.fakebank.ledger import Ledger

if TYPE_CHECKING:
    from selfcare.fakebank.bank import Bank


def bank() -> "Bank":
    return cast("Bank", current_app.extensions["bank"])


def ledger() -> Ledger:
    return bank().ledger
