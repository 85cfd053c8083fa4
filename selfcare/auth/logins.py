"""What people type to say who they are: a phone number in any spelling, or an e-mail address."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from selfcare.lines.numbers import e164
from selfcare.outbox.seals import keyed_hash


@dataclass(frozen=True)
class Login:
    """A typed login. Neither a number nor an address: nobody has it, and nobody is told so."""

    typed: str
    msisdn: str = ""  # E.164
    email: str = ""  # lower case

    @classmethod
    def parse(cls, text: str) -> Login:
        typed = readable(text)
        if "@" in typed:
            return cls(typed, email=typed.lower())
        return cls(typed, msisdn=e164(typed) or "")

    def key(self, secret_key: str) -> bytes:
        """Under what its wrong tries are counted, whichever way it was spelled, whether anybody has it or not."""
        return keyed_hash(secret_key, "login", self.msisdn or self.email or self.typed.lower())


def readable(text: str | None) -> str:
    """Without hard spaces and invisible signs: numbers copied from a page or an address book are full of them."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text or "") if sign.isprintable()).strip()
