"""Who may knock how often with notices that are not signed: each process counts for itself, and forgets quickly."""

from __future__ import annotations

import threading
from collections import OrderedDict

from selfcare import clock

_MOST_KNOWN = 10_000  # addresses; the longest silent goes first


class Doorkeeper:
    """Counts what was refused by address. What is signed is always let in."""

    def __init__(self, *, most: int = 20, seconds: float = 60) -> None:
        self._most = most
        self._seconds = seconds
        self._refused: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_of(self, address: str) -> int:
        """Seconds until that address may try again; 0: now."""
        with self._lock:
            since, count = self._refused.get(address, (0.0, 0))
        left = since + self._seconds - clock.seconds()
        return max(1, round(left)) if count >= self._most and left > 0 else 0

    def note_refused(self, address: str) -> None:
        now = clock.seconds()
        with self._lock:
            since, count = self._refused.pop(address, (now, 0))
            fresh = now - since < self._seconds
            self._refused[address] = (since, count + 1) if fresh else (now, 1)
            while len(self._refused) > _MOST_KNOWN:
                self._refused.popitem(last=False)
