"""E-mail addresses as people write them."""

import re

LONGEST = 254
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def email_of(text: str) -> str | None:
    """In lower case; None for what cannot be an address."""
    found = text.strip().lower()
    return found if len(found) <= LONGEST and _EMAIL.fullmatch(found) else None
