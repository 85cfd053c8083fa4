"""Codes of an authenticator app (TOTP): the secret, its picture, and taking each code once."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pyotp
import segno

from selfcare.outbox.seals import seal, unseal
from selfcare.staff.models import StaffMember

_STEP = 30  # seconds; what every app assumes
_DRIFT = (0, -1, 1)  # steps that a phone's clock may be off
_NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def new_secret() -> str:
    """160 random bits, in base 32."""
    return pyotp.random_base32()


def keep_secret(member: StaffMember, secret: str, secret_key: str) -> None:
    """From now on the member's codes are made from this one."""
    member.totp_secret = seal(secret_key, secret)
    member.totp_step = 0


def secret_of(member: StaffMember, secret_key: str) -> str:
    """Readable, to be shown once while it is being set up."""
    return unseal(secret_key, member.totp_secret)


class _Totp(pyotp.TOTP):
    """The keys that we make have 160 bits; the demo's published one has 80."""

    min_secret_length_bits = 80


def take_code(member: StaffMember | None, typed: str, *, now: datetime, secret_key: str) -> bool:
    """Whether this is a code of now that was not taken before; it is taken by that (RFC 6238 §5.2).

    Takes as long for nobody, with a secret to be unsealed, too: nobody learns from the clock that a password was right.
    """
    secret = unseal(secret_key, (member.totp_secret if member else "") or _of_nobody(secret_key))
    step = _step_of(secret, "".join(typed.split()), now)
    if member is None or step is None or step <= member.totp_step:
        return False
    member.totp_step = step
    return True


def picture(member: StaffMember, secret: str, operator: str) -> str:
    """The QR code that an app reads, as SVG without inline style."""
    address = _Totp(secret).provisioning_uri(name=member.email, issuer_name=operator)
    return str(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#17201b"))


@cache
def _of_nobody(secret_key: str) -> str:
    return seal(secret_key, _NOBODYS)


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step whose code this is; every one is compared, whichever fits."""
    current = int(now.timestamp()) // _STEP
    codes = _Totp(secret)
    fitting = [
        current + drift for drift in _DRIFT if pyotp.utils.strings_equal(typed, codes.generate_otp(current + drift))
    ]
    return fitting[0] if fitting else None
