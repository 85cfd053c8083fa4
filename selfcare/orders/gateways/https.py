"""Orders as JSON by POST, signed: what docs/orders.md promises to whoever builds the other end."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import Any
from urllib.parse import urlsplit

import httpx

from selfcare.errors import PartnerUnavailable
from selfcare.patience import Patience

PATIENCE = 10  # seconds for one try, whatever the other end does
_CONNECT = 5  # of them for reaching it

logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every address


class HttpsOrders:
    """One address, one shared secret."""

    def __init__(self, endpoint: str, secret: str, *, patience: float = PATIENCE) -> None:
        self._endpoint = endpoint
        self._secret = secret.encode()
        self._patience = patience
        is_secure = urlsplit(endpoint).scheme == "https"
        self._client = httpx.Client(
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Content-Type": "application/json", "User-Agent": "selfcare"},
            trust_env=is_secure,  # plain http is the demo's, on this machine: no proxy lies between
            verify=is_secure,
        )

    def send(self, body: bytes, key: str) -> None:
        asking: dict[str, Any] = {
            "content": body,
            "headers": {"X-Signature": self.sign(body), "Idempotency-Key": key},
            "timeout": httpx.Timeout(self._patience, connect=min(_CONNECT, self._patience)),
        }
        try:
            with (
                Patience(self._patience) as patience,
                self._client.stream("POST", self._endpoint, extensions=patience.extensions, **asking) as answer,
            ):
                status = answer.status_code  # the rest of the answer is never read
        except httpx.HTTPError as error:
            raise PartnerUnavailable(f"orders: {type(error).__name__}") from error
        if not 200 <= status < 300:
            raise PartnerUnavailable(f"orders: HTTP {status}")

    def sign(self, body: bytes) -> str:
        """HMAC-SHA256 of the body's bytes, in hexadecimal."""
        return hmac.new(self._secret, body, hashlib.sha256).hexdigest()
