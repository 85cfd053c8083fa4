"""Every adapter in every world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.payments.gateways.worlds import World, banks_world, recorded_world


@pytest.fixture(params=["payu/bank", "przelewy24/bank", "payu/recorded", "przelewy24/recorded"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    name, where = request.param.split("/")
    with banks_world(name, tmp_path) if where == "bank" else recorded_world(name) as world:
        yield world
