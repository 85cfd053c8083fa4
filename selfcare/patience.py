"""An end to one exchange over HTTP, whatever the other end does: httpx only bounds the time between two bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

_NEW_STREAM = ("connect_tcp.complete", "start_tls.complete")


class Patience:
    """Shuts the exchange's connection when its seconds are over; whoever reads from it gets an httpx.HTTPError.

    An answer that may end with its connection must be thrown away when `is_over`. For one request on a connection of
    its own: pass `extensions`, and let the client keep none alive.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self.extensions = {"trace": self._watch}
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def _watch(self, event: str, facts: Mapping[str, Any]) -> None:
        if event.endswith(_NEW_STREAM):
            self._stream = facts["return_value"]
            if self.is_over:
                self._end()

    def _end(self) -> None:
        """Shut, not closed: that wakes whoever waits. Past TLS, whose own shutdown is for the reading thread alone."""
        self.is_over = True
        if self._stream is not None:
            with contextlib.suppress(OSError):  # it is closed already, or now belongs to TLS
                socket.socket.shutdown(self._stream.get_extra_info("socket"), socket.SHUT_RDWR)
