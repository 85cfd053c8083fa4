"""Price lists and rules of promotions, read from the operator's own site."""

from __future__ import annotations

import httpx

from selfcare.catalogue.gateway import NoPaper
from selfcare.errors import PartnerUnavailable
from selfcare.patience import Patience

LARGEST = 5 * 1024 * 1024  # bytes: it is sent by e-mail, too
PATIENCE = 20  # seconds for all of it
_CONNECT = 5
_PDF = b"%PDF-"


class HttpsPapers:
    """Only addresses that the feed names, over TLS, without redirects."""

    def __init__(self, *, patience: float = PATIENCE, verify: bool = True) -> None:
        self._patience = patience
        self._client = httpx.Client(
            follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": "selfcare"},
            verify=verify,
        )

    def read(self, address: str) -> bytes:
        timeout = httpx.Timeout(self._patience, connect=min(_CONNECT, self._patience))
        try:
            with (
                Patience(self._patience) as patience,
                self._client.stream("GET", address, timeout=timeout, extensions=patience.extensions) as answer,
            ):
                _check(answer)
                content = _whole(answer)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:  # the last for names of hosts
            raise NoPaper(f"no address: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise PartnerUnavailable(f"papers: {type(error).__name__}") from error
        if patience.is_over:
            raise PartnerUnavailable("papers: an answer without an end")
        if not content.startswith(_PDF):
            raise NoPaper("not a PDF")
        return content


def _check(answer: httpx.Response) -> None:
    if answer.status_code >= 500 or answer.status_code == 429:
        raise PartnerUnavailable(f"papers: HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise NoPaper(f"HTTP {answer.status_code}")


def _whole(answer: httpx.Response) -> bytes:
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > LARGEST:
            raise NoPaper("too large")
    return bytes(content)
