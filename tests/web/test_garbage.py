"""Garbage is collected between requests, and only there."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from selfcare.web.garbage import EVERY, THOROUGHLY_EVERY, between_requests


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


class Knot:
    """Something that only the collector can untie."""

    def __init__(self) -> None:
        self.itself = self


def test_the_collector_does_not_run_by_itself() -> None:
    between_requests(lambda _environ, _start: [b""])

    assert not gc.isenabled()


def test_what_a_request_left_behind_is_gone_some_requests_later() -> None:
    application = between_requests(lambda _environ, _start: [b"answer"])
    left = weakref.ref(Knot())

    answers = [application({}, None) for _request in range(EVERY)]

    assert answers == [[b"answer"]] * EVERY
    assert left() is None


def test_what_has_grown_old_is_gone_in_the_end() -> None:
    application = between_requests(lambda _environ, _start: [b""])
    knot = Knot()
    gc.collect(0)
    gc.collect(1)
    left = weakref.ref(knot)
    del knot

    for _request in range(THOROUGHLY_EVERY):
        application({}, None)

    assert left() is None
