"""PayU's adapter against a simulator that nobody here wrote: getpaid-simulator, where it is on the PATH.

It needs Python 3.12 and is none of our locked packages: python-getpaid-simulator and python-getpaid-payu.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from selfcare.demo.processes import free_port
from selfcare.money import Money
from selfcare.payments.gateway import Event, Kind, Method, Redirect, Refund
from tests.payments.gateways.servers import Said, Server
from tests.payments.gateways.worlds import PAYER, REFERENCE, REFUND_REFERENCE, checkout, payu_at

PROGRAM = shutil.which("getpaid-simulator")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="getpaid-simulator is not on the PATH")


@pytest.fixture
def simulator() -> Iterator[str]:
    port = free_port("127.0.0.1")
    address = f"http://127.0.0.1:{port}"
    command = [str(PROGRAM), "--host", "127.0.0.1", "--port", str(port), "--plugin-failure-mode", "warn"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        until = time.monotonic() + 20
        while not _answers(address):
            assert time.monotonic() < until
            time.sleep(0.1)
        yield address
        program.terminate()


def test_a_payment_from_order_to_notice_to_refund(simulator: str) -> None:
    with Server(lambda _asked: Said()).running() as hook:
        gateway = payu_at(f"{simulator}/payu", hook=f"{hook.address}/hooks/payments/payu")

        started = gateway.start(checkout(), Method.BANK, PAYER)
        assert isinstance(started, Redirect)
        assert _kind(gateway.fetch(checkout(order_id=started.order_id))) is Kind.PENDING
        httpx.post(started.url, data={"action": "approve"}, trust_env=False)
        hook.wait_for(lambda: bool(hook.asked))
        (told,) = gateway.parse_notification(hook.asked[0].body, hook.asked[0].headers)

        assert (told.reference, told.kind, told.amount) == (REFERENCE, Kind.PAID, Money(11489))
        assert told == gateway.fetch(checkout(order_id=started.order_id))
        paid = checkout(order_id=started.order_id)
        gateway.refund(Refund(reference=REFUND_REFERENCE, checkout=paid, amount=Money(489), title="Zwrot"))
        gateway.close()


def _kind(event: Event | None) -> Kind | None:
    return event.kind if event else None


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sim/status", trust_env=False).status_code < 500
    except httpx.TransportError:
        return False
