"""A portal whose processes can be killed one by one, beside a bank that goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import httpx
import structlog

from selfcare import clock
from selfcare.commands.demo import fill
from selfcare.demo import folder
from selfcare.demo.processes import free_port, is_ready
from tests.journeys.portal import HOST

_TO_START = 180  # seconds


class Town:
    """The folder of a demo, with web, worker and bank as processes of their own."""

    def __init__(self, data: Path, *, gateway: str) -> None:
        self.data = data
        self.gateway = gateway
        self.port, self._bank_port = free_port(HOST), free_port(HOST)
        self.address = f"http://{HOST}:{self.port}"
        self._settings = {
            "SELFCARE_DATA": str(data),
            "SELFCARE_PUBLIC_URL": self.address,
            "SELFCARE_PAYMENT_GATEWAY": gateway,
            "SELFCARE_LOG_LEVEL": "INFO",
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.bank = httpx.Client(base_url=f"http://{HOST}:{self._bank_port}", trust_env=False)
        self.kills = 0

    def __enter__(self) -> Self:
        folder.prepare(self.data)
        fill(self.data, self._env())
        clock.follow(None)  # commands set up clock and log for a whole process
        structlog.reset_defaults()
        folder.note_bank(self.data, HOST, self._bank_port)
        self._start("bank")
        self._start("worker")
        self._start("web")
        self._wait(lambda: is_ready(HOST, self._bank_port, "/") and is_ready(HOST, self.port))
        return self

    def __exit__(self, *_why: object) -> None:
        for name in list(self._running):
            self._end(name)
        self.bank.close()

    def kill(self, name: str) -> None:
        """As when the power goes; and it comes back at once."""
        self.kills += 1
        self._end(name)
        self._start(name)

    def wait_for_web(self) -> None:
        self._wait(lambda: is_ready(HOST, self.port))

    def later(self, minutes: int) -> None:
        """Move the clock of the portal, as `selfcare clock` does. The bank's goes on as before."""
        file = self.data / "clock"
        shift = float(file.read_text()) if file.exists() else 0.0
        part = file.with_suffix(".part")
        part.write_text(f"{shift + minutes * 60:.6f}\n")
        part.replace(file)

    def payments(self) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM payment ORDER BY id")

    def rows(self, query: str) -> list[dict[str, Any]]:
        """What is in the portal's database."""
        with sqlite3.connect(f"file:{self.data}/selfcare.db?mode=ro", uri=True, timeout=10) as connection:
            connection.row_factory = sqlite3.Row
            found = [dict(row) for row in connection.execute(query)]
        connection.close()
        return found

    def at_the_bank(self) -> list[dict[str, Any]]:
        return list(self.bank.get("/control/payments").raise_for_status().json())

    def switch(self, **faults: object) -> None:
        """Faults of the bank, on and off."""
        self.bank.post("/control/faults", json=faults).raise_for_status()

    def said(self) -> str:
        """Everything that the portal's processes have logged."""
        return "".join(file.read_text(errors="replace") for file in self.data.glob("town-*.log"))

    def _start(self, name: str) -> None:
        commands: Mapping[str, list[str]] = {
            "bank": ["fake-bank", "--port", str(self._bank_port), "--data", str(self.data), "--hurry", "600"],
            "worker": ["worker", "--lease", "5"],
            "web": ["serve", "--workers", "1", "--port", str(self.port)],
        }
        with (self.data / f"town-{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "selfcare.commands", *commands[name]],
                env=self._env(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _end(self, name: str) -> None:
        process = self._running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def _env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SELFCARE_")}
        return kept | self._settings | {"PYTHONUNBUFFERED": "1"}

    def _wait(self, is_so: Any) -> None:
        until = time.monotonic() + _TO_START
        while not is_so():
            assert time.monotonic() < until, self.said()[-4000:]
            time.sleep(0.1)
