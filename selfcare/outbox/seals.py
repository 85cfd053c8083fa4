"""Sealing what must not lie readable in the database: texts with codes in them."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet


def keyed_hash(secret_key: str, *parts: str) -> bytes:
    """HMAC-SHA-256 of the parts, each told apart from its neighbour. The same secret always gives the same hash."""
    text = "\x1f".join(parts).encode()
    return hmac.digest(_key(secret_key, "hash"), text, hashlib.sha256)


def seal(secret_key: str, text: str) -> str:
    return Fernet(base64.urlsafe_b64encode(_key(secret_key, "seal"))).encrypt(text.encode()).decode()


def unseal(secret_key: str, sealed: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken if the key is another or the text was altered."""
    return Fernet(base64.urlsafe_b64encode(_key(secret_key, "seal"))).decrypt(sealed.encode()).decode()


def _key(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(secret_key.encode(), f"selfcare/{purpose}".encode(), hashlib.sha256)
