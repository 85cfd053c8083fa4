"""A running bank, a shop that takes its notices, and the two ways to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from selfcare.fakebank import Bank
from tests.fakebank.shop import Shop
from tests.payments.gateways.servers import Said, Server


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with Bank(tmp_path / "bank.db", hurry=600, thinks=0.05) as bank:
        bank.silence = 0.3
        yield bank


@pytest.fixture
def hook() -> Iterator[Server]:
    """Where notices come to."""
    with Server(lambda _asked: Said()).running() as server:
        yield server


@pytest.fixture
def shop(bank: Bank, hook: Server) -> Iterator[Shop]:
    with httpx.Client(base_url=bank.address, trust_env=False, verify=False) as client:  # noqa: S501  # plain http
        yield Shop(client, hook)
