"""Phone numbers as people write and read them."""

import phonenumbers

_HOME = "PL"


def e164(text: str) -> str | None:
    """`500 100 200`, `0048…`, `+48…` → `+48500100200`; None for what cannot be a number."""
    try:
        number = phonenumbers.parse(text, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown(msisdn: str) -> str:
    """`+48500100200` → `500 100 200` with hard spaces; foreign numbers keep their country code."""
    number = msisdn.removeprefix("+48")
    if number.startswith("+") or len(number) != 9:
        return msisdn
    return "\u00a0".join((number[:3], number[3:6], number[6:]))
