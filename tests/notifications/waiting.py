"""Waiting for what happens in another thread or process."""

import time
from collections.abc import Callable


def wait_for(is_so: Callable[[], object], seconds: float = 90) -> None:
    """Look again and again. Fails when it takes too long."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)
