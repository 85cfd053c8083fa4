"""A customer with a browser who does not give up: when the portal is gone, the same form is sent once more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
from lxml import html

_PATIENCE = 120  # seconds that a customer comes back to a portal that is gone


class Customer:
    """Signs in once and pays again and again."""

    def __init__(self, address: str, login: str, password: str) -> None:
        self._browser = httpx.Client(base_url=address, trust_env=False, timeout=_PATIENCE)
        self._address = address
        page = self._browser.get("/login")
        self._send(page, login=login, password=password)

    def close(self) -> None:
        self._browser.close()

    def open(self, path: str) -> httpx.Response:
        return self._until_it_answers(lambda: self._browser.get(path))

    def form_for(self, zlote: str) -> httpx.Response:
        """The page on which another amount than the invoices' can be paid."""
        page = self.open(f"/payments/pay?amount={zlote}")
        assert page.status_code == 200, page.status_code
        return page

    def pay(self, page: httpx.Response, code: str) -> httpx.Response:
        """Press the button, and again when nothing came of it: it is the same form, so it is one payment."""
        return self._until_it_answers(lambda: self._send(page, method="blik", blik_code=code))

    def _send(self, page: httpx.Response, **fields: str) -> httpx.Response:
        document: Any = html.document_fromstring(page.text)
        form = next(form for form in document.forms if set(fields) <= set(form.fields.keys()))
        values = {name: value for name, value in form.form_values() if name} | fields
        return self._browser.post(form.action or str(page.url), data=values, headers={"Origin": self._address})

    def _until_it_answers(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return ask()
            except httpx.TransportError:
                assert time.monotonic() < until, "the portal did not come back"
                time.sleep(0.2)
