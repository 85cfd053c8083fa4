"""The real thing: `selfcare demo` in a process group of its own, on a free port and a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import structlog
from click.testing import CliRunner

from selfcare import clock
from selfcare.commands import console
from selfcare.demo.processes import free_port, is_ready

HOST = "127.0.0.1"
ANNA, ANNAS_PASSWORD = "500 100 200", "demo-Anna-2026"
_TO_START = 120  # seconds; the first start makes 24 months of invoices
_TO_ARRIVE = 30


class Portal:
    """A running portal, as an operator starts it. Settings are SELFCARE_* variables without their beginning."""

    def __init__(self, data: Path, *command: str, port: int = 0, **settings: str) -> None:
        self.data = data
        self.port = port or free_port(HOST)
        self.address = f"http://{HOST}:{self.port}"
        self.settings = settings
        self._command = command or ("demo", "--data", str(data))
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Also again, on the same port, after it was killed."""
        self._log = (self.data / f"{self._command[0]}-{self.port}.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "selfcare.commands", *self._command, "--port", str(self.port)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + _TO_START
        while not is_ready(HOST, self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError("the portal did not start:\n" + Path(self._log.name).read_text()[-4000:])
            time.sleep(0.1)

    def __exit__(self, *_why: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()

    def kill(self) -> None:
        """As when the power goes: nobody says goodbye, open connections break."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SELFCARE_")}
        ours = {f"SELFCARE_{name.upper()}": value for name, value in self.settings.items()}
        return kept | ours | {"SELFCARE_DATA": str(self.data), "PYTHONUNBUFFERED": "1"}

    def messages(self, login: str) -> list[dict[str, Any]]:
        """What was sent to that customer, newest first."""
        found: list[dict[str, Any]] = json.loads(self.run("messages", "--to", login, "--json"))
        return found

    def run(self, *arguments: str, exit_codes: Sequence[int] = (0,)) -> str:
        """Another command on this installation. Returns what it printed."""
        # In this process: starting one for each look took longer than most of what is looked at.
        said = CliRunner(env=self.environment()).invoke(console, arguments)
        clock.follow(None)  # commands set up clock and log for a whole process
        structlog.reset_defaults()
        assert said.exit_code in exit_codes, said.output
        return said.stdout

    def inbox(self, login: str) -> Inbox:
        """A place to wait for what comes from now on."""
        return Inbox(self, login, max((message["id"] for message in self.messages(login)), default=0))


@dataclass
class Inbox:
    """The messages of one customer that came after it was opened."""

    portal: Portal
    login: str
    seen: int

    def next_code(self) -> tuple[str, str]:
        """Wait for a message with a code. Returns its channel and the code."""
        until = time.monotonic() + _TO_ARRIVE
        while time.monotonic() < until:
            for message in reversed(self.portal.messages(self.login)):
                digits = _code_in(message["text"])
                if message["id"] > self.seen and message["state"] in {"sent", "delivered"} and digits:
                    self.seen = message["id"]
                    return message["channel"], digits
            time.sleep(0.3)
        raise AssertionError(f"no code came to {self.login} within {_TO_ARRIVE} s")


def _code_in(text: str) -> str:
    """The six digits that stand alone, as a person finds them."""
    words = text.replace("#", " ").replace(".", " ").replace(",", " ").split()
    return next((word for word in words if len(word) == 6 and word.isdigit()), "")
