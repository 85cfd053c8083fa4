"""Asking a payment company something: JSON over HTTPS, no redirects followed, and an end to our patience."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from selfcare import clock
from selfcare.errors import PartnerUnavailable
from selfcare.patience import Patience

PATIENCE = 10  # seconds for everything that one question to the company takes
_CONNECT = 5  # of them for reaching it
_MOST = 1024 * 1024  # bytes of an answer

logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every address
logging.getLogger("httpcore").setLevel(logging.WARNING)  # it tells every header


class NoAnswer(PartnerUnavailable):
    """It was asked and did not answer properly: it may have done what we wanted, or not."""


@dataclass(frozen=True)
class Answer:
    """What the company said. `body` is empty when it was no JSON object."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_good(self) -> bool:
        """2xx, or PayU's 302 with a body."""
        return self.status < 400

    def part(self, *names: str) -> Any:
        """A value deep inside, or None."""
        found: Any = self.body
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


class Deadline:
    """Until when one question may take, however many calls it needs."""

    def __init__(self, patience: float) -> None:
        self._until = clock.seconds() + patience

    @property
    def left(self) -> float:
        return self._until - clock.seconds()


class Line:
    """The way to one company. Threads may share it."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        is_secure = urlsplit(address).scheme == "https"
        self._client = httpx.Client(
            base_url=self.address,
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),  # a POST lost in an old one has no answer
            headers={"Accept": "application/json", "User-Agent": "selfcare"},
            trust_env=is_secure,  # plain http is the demo's, on this machine: no proxy lies between
            verify=is_secure,
        )

    def ask(self, verb: str, path: str, deadline: Deadline, **said: Any) -> Answer:
        """Raises PartnerUnavailable when the question never arrived, NoAnswer when we cannot know that."""
        left = deadline.left
        if left <= 0:
            raise PartnerUnavailable("no time left to ask")
        timeout = httpx.Timeout(left, connect=min(_CONNECT, left))
        try:
            with (
                Patience(left) as patience,
                self._client.stream(verb, path, timeout=timeout, extensions=patience.extensions, **said) as response,
            ):
                body = _read(response, patience)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise PartnerUnavailable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        if response.status_code >= 500:
            raise NoAnswer(f"HTTP {response.status_code}")
        if response.status_code == 429:
            raise PartnerUnavailable("asked too often")
        return Answer(response.status_code, body)

    def leads_to(self, url: str) -> bool:
        """Whether a customer may be sent there: over TLS, or to this very server (the demo's)."""
        return urlsplit(url)[:2] == urlsplit(self.address)[:2] or url.startswith("https://")

    def close(self) -> None:
        self._client.close()


def _read(response: httpx.Response, patience: Patience) -> Mapping[str, Any]:
    """The JSON object in an answer that is neither too long nor too slow."""
    content = b""
    for piece in response.iter_bytes():
        content += piece
        if len(content) > _MOST:
            raise NoAnswer("an answer without an end")
    if patience.is_over:
        raise NoAnswer("an answer that came too slowly")
    return json_object(content)


def json_object(content: bytes) -> Mapping[str, Any]:
    """Empty if it is anything else."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def grosze_in(value: object) -> int | None:
    """An amount, written as a number or as digits; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        return int(value)
    is_amount = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15
    return value if is_amount else None  # type: ignore[return-value]  # an int by now


def text_in(value: object) -> str:
    """A text, or a number as text; empty for anything else. Never longer than what we can keep."""
    is_one = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_one and len(str(value)) <= 255 else ""
