"""The data folder of a demo: what in it is ours, and the key that makes it a demo."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

from selfcare.config import Settings
from selfcare.fakebank import accounts

MARK = "demo.json"
BANK = "bank.db"
DESK = "order-desk"
_BANK_ADDRESS, _DESK_ADDRESS = "bank", "order-desk.address"
_DATABASES = [f"{name}{end}" for name in ("selfcare.db", BANK) for end in ("", "-wal", "-shm")]
_OURS = (*_DATABASES, _BANK_ADDRESS, DESK, _DESK_ADDRESS, "feed", "feed.part", "clock", "attachments", "status.toml")


class NotOurs(Exception):
    """The folder holds something that a demo would overwrite. The text says what."""


def prepare(folder: Path, *, fresh: bool = False) -> None:
    """Make the folder a demo's; `fresh` forgets an earlier one. Raises NotOurs; files of others are left alone."""
    mark = folder / MARK
    found = [name for name in _OURS if (folder / name).exists()]
    if found and not mark.exists():
        raise NotOurs(f"{folder / found[0]} was not made by a demo. Name another folder with --data.")
    if fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not mark.exists():
        mark.write_text(json.dumps({"secret_key": secrets.token_urlsafe(48)}) + "\n", encoding="utf-8")
        mark.chmod(0o600)


def secret_key_of(folder: Path) -> str | None:
    """The key of the demo in this folder; None if there is no demo in it."""
    mark = folder / MARK
    return str(json.loads(mark.read_text(encoding="utf-8"))["secret_key"]) if mark.is_file() else None


def note_bank(folder: Path, host: str, port: int) -> str:
    """Tell every process on this folder where the bank to play with answers."""
    return _note(folder / _BANK_ADDRESS, host, port)


def note_desk(folder: Path, host: str, port: int) -> str:
    """Tell every process on this folder where the operator to play with takes orders."""
    return _note(folder / _DESK_ADDRESS, host, port)


def desk_port_of(folder: Path) -> int:
    """0, any free one, when nobody was told where it is."""
    file = folder / _DESK_ADDRESS
    return int(file.read_text(encoding="utf-8").rsplit(":", 1)[1]) if file.is_file() else 0


def desk_secret_of(folder: Path) -> str:
    """What signs orders there: of this demo alone."""
    return hmac.new((secret_key_of(folder) or "").encode(), b"orders", hashlib.sha256).hexdigest()


def with_desk(folder: Path, settings: Settings) -> Settings:
    """Those settings, with orders going to the operator to play with; without one they stay here."""
    file = folder / _DESK_ADDRESS
    if not file.is_file():
        return replace(settings, orders_endpoint="")
    address = file.read_text(encoding="utf-8").strip()
    return replace(settings, orders_endpoint=f"{address}/orders", orders_secret=desk_secret_of(folder))


def with_bank(folder: Path, settings: Settings) -> Settings:
    """Those settings, with all payments going to the bank to play with; without one, paying online is off."""
    file = folder / _BANK_ADDRESS
    if not file.is_file():
        return replace(settings, payment_gateway="")
    address = file.read_text(encoding="utf-8").strip()
    return replace(
        settings,
        payment_gateway=settings.payment_gateway or "payu",
        payment_payu_address=address,
        payment_payu_pos_id=accounts.PAYU_POS_ID,
        payment_payu_client_secret=accounts.PAYU_CLIENT_SECRET,
        payment_payu_second_key=accounts.PAYU_SECOND_KEY,
        payment_p24_address=address,
        payment_p24_merchant_id=accounts.P24_MERCHANT_ID,
        payment_p24_api_key=accounts.P24_API_KEY,
        payment_p24_crc=accounts.P24_CRC,
    )


def _note(file: Path, host: str, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # where it can be reached, not where it listens
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    file.write_text(address + "\n", encoding="utf-8")
    return address


def _forget(folder: Path) -> None:
    for name in (*_OURS, MARK):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
