"""What a premium number costs, as the number itself says (domain.md §4)."""

import re

from selfcare.money import Money

_ONE_DIGIT = re.compile(r"7([0-9])[0-9]{2,3}")
_TWO_DIGITS = re.compile(r"9([0-9]{2})[0-9]{2}")


def net_price_of(peer: str) -> Money | None:
    """Net price of one message: 7xyz has it in its second digit, 9xxyz in the second and third. None: it does not say.

    A zero is no price: such codes cost less than a złoty.
    """
    found = _ONE_DIGIT.fullmatch(peer) or _TWO_DIGITS.fullmatch(peer)
    return Money(int(found[1]) * 100) if found and int(found[1]) else None
