"""The demo's child processes: all live while it lives, and end with it."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Self

_PR_SET_PDEATHSIG = 1  # Linux: the signal a process gets when its parent dies
_PATIENCE = 10  # seconds for a child to end by itself


class Ended(Exception):
    """A child ended by itself. The text says which, and how."""


class Stopped(Exception):
    """Somebody asked us to end: Ctrl-C or SIGTERM."""


class Children:
    """Starts them, watches them, and ends them all on leaving. They stay in our process group."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        return self

    def __exit__(self, *_why: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # we are ending already
        for child in self._running.values():
            child.terminate()
        until = time.monotonic() + _PATIENCE
        for child in self._running.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Run a command of ours, e.g. `serve --port 8000`."""
        self._running[name] = subprocess.Popen(  # noqa: S603  # our own program, arguments of our own
            [sys.executable, "-m", "selfcare.commands", *arguments],
            env=self._env,
            stdin=subprocess.DEVNULL,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509  # no threads yet
        )

    def wait_until(self, is_so: Callable[[], bool], *, seconds: float) -> bool:
        """Look again and again; False if it took too long. Raises Ended or Stopped."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.check()
            if is_so():
                return True
            time.sleep(0.1)
        return False

    def watch(self) -> None:
        """Never returns: raises Ended when a child ends, Stopped when we shall."""
        while True:
            self.check()
            time.sleep(0.3)

    def check(self) -> None:
        for name, child in self._running.items():
            if (code := child.poll()) is not None:
                raise Ended(f"{name} ended with {code}")


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_ready(host: str, port: int, path: str = "/readyz") -> bool:
    """Whether the portal there says that it can work; or the bank, at its first page."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end_with_parent() -> Callable[[], None] | None:
    """Nobody is left behind even when we are killed without a word, where the system can do that."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask
