"""What a monitoring system reads, and where it cannot be read."""

import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from selfcare.demo.processes import free_port, is_free
from tests.journeys.portal import HOST, Portal

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_requests_and_what_waits_are_counted_at_an_address_of_their_own(tmp_path: Path) -> None:
    bind = f"{HOST}:{free_port(HOST)}"
    with Portal(tmp_path, metrics_bind=bind) as portal:
        for _twice in range(2):
            _read(f"{portal.address}/login")

        _wait_for(bind)
        said = _read(f"http://{bind}/metrics")
        with pytest.raises(HTTPError, match="404"):
            _read(f"{portal.address}/metrics")

    count = 'selfcare_request_seconds_count{endpoint="auth.sign_in",method="GET",status="200"} 2.0'
    assert count in said
    assert "\nselfcare_database_up 1.0\n" in said
    assert "\nselfcare_tasks_failed 0.0\n" in said
    assert "\nselfcare_feed_age_seconds " in said


def _wait_for(bind: str) -> None:
    host, port = bind.split(":")
    until = time.monotonic() + 30
    while is_free(host, int(port)):
        assert time.monotonic() < until, "nobody answers there"
        time.sleep(0.1)


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own portal
        return str(answer.read().decode())
