"""SMS through a carrier that takes one JSON object over HTTPS. `docs/messages.md` describes both sides."""

import logging
from collections.abc import Sequence

import httpx

from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Receipt, Refused

PATIENCE = 5  # seconds for connecting, and again for each piece of the answer
_FOR_GOOD = {400, 404, 410, 422}  # what is wrong with this message stays wrong
_LONGEST_ID = 64

logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every address


class HttpSms:
    """Says `{"to", "from", "text"}` and remembers the `id` of the answer. It hears of no receipts."""

    def __init__(self, url: str, *, token: str, sender: str, patience: float = PATIENCE) -> None:
        self._url = url
        self._sender = sender
        self._client = httpx.Client(
            timeout=patience,
            follow_redirects=False,
            headers={"User-Agent": "selfcare", **({"Authorization": f"Bearer {token}"} if token else {})},
        )

    def send(self, recipient: str, text: str) -> str:
        """As the port says. The id is empty if the carrier gives none."""
        said = {"to": recipient, "from": self._sender, "text": text}
        try:
            answer = self._client.post(self._url, json=said)
        except httpx.HTTPError as error:
            raise PartnerUnavailable(f"SMS: {type(error).__name__}") from error
        if answer.status_code in _FOR_GOOD:
            raise Refused(f"SMS: HTTP {answer.status_code}")
        if not answer.is_success:
            raise PartnerUnavailable(f"SMS: HTTP {answer.status_code}")
        return _id_in(answer)

    def receipts(self) -> Sequence[Receipt]:
        return ()

    def close(self) -> None:
        self._client.close()


def _id_in(answer: httpx.Response) -> str:
    try:
        found = answer.json()
    except ValueError:
        return ""
    number = found.get("id") if isinstance(found, dict) else None
    return str(number)[:_LONGEST_ID] if isinstance(number, str | int) else ""
