"""Collecting garbage between requests instead of in the middle of one.

CPython before 3.12 may start a collection while an object's attributes are just being moved into a dictionary. With
several threads and SQLAlchemy's weak references that ends in a crash of the process: reproduced on 3.11 under granian
and gunicorn alike, within some thousand requests (docs/adr/0015-garbage-between-requests.md).
"""

import gc
import itertools
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[..., Iterable[bytes]]

EVERY = 10  # requests: what they left behind
THOROUGHLY_EVERY = 500  # requests: everything that is not older than the process's start


def between_requests(application: Application) -> Application:
    """The same application; the collector no longer runs by itself in this process."""
    gc.collect()
    gc.freeze()  # modules, templates and mappings stay for ever: no need to look at them again
    gc.disable()
    numbers = itertools.count(1)

    def collecting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        number = next(numbers)
        if number % EVERY == 0:
            gc.collect(2 if number % THOROUGHLY_EVERY == 0 else 1)
        return application(environ, start_response)

    return collecting
