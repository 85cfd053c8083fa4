"""A bank to play with, which speaks as PayU and as Przelewy24. It imports nothing of the portal."""

from selfcare.fakebank.bank import HURRY, Bank, serve

__all__ = ["HURRY", "Bank", "serve"]
