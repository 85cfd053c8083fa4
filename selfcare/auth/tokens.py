"""Random tokens for cookies, and what the database keeps of them."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, written so that a cookie can hold them."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """What the database keeps of a cookie: nobody who reads the table can become its owner."""
    return hashlib.sha256(token.encode()).digest()
