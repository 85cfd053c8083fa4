"""Servers under measurement: real processes, and what /proc says of their CPU and memory."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

from selfcare.demo.processes import free_port, is_ready

HOST = "127.0.0.1"
THREADS = 4
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TO_START = 60  # seconds


class Server:
    """One granian with one worker of four threads, in a process group of its own."""

    def __init__(self, module: Sequence[str], env: Mapping[str, str]) -> None:
        self.port = free_port(HOST)
        self._command = [sys.executable, "-m", *module, "--port", str(self.port)]
        self._env = dict(env)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, env=self._env, start_new_session=True)
        until = time.monotonic() + _TO_START
        while not is_ready(HOST, self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"did not start: {' '.join(self._command)}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_why: object) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def cpu_seconds(self) -> float:
        """What all its processes have used so far, in user and system mode."""
        return sum(_cpu(pid) for pid in self._pids())

    def memory(self) -> int:
        """Bytes that all its processes hold now."""
        return sum(_resident(pid) for pid in self._pids())

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        return _get(HTTPConnection(HOST, self.port, timeout=30), path, headers)

    def load(self, path: str, headers: Mapping[str, str], *, requests: int) -> Run:
        """That many requests by four clients that keep their connection."""
        used, began = self.cpu_seconds(), time.perf_counter()
        milliseconds = _by_four(lambda connection: _get(connection, path, headers), self.port, requests)
        seconds = time.perf_counter() - began
        return Run(requests / seconds, (self.cpu_seconds() - used) / requests * 1000, milliseconds)

    def _pids(self) -> list[int]:
        return [
            int(pid.name) for pid in Path("/proc").iterdir() if pid.name.isdigit() and _group(pid) == self._process.pid
        ]


class Run:
    """One run of load."""

    def __init__(self, per_second: float, cpu_ms: float, milliseconds: list[float]) -> None:
        self.per_second = per_second
        self.cpu_ms = cpu_ms  # of the server, for one request
        self.median_ms = statistics.median(milliseconds)


def _by_four(ask: Callable[[HTTPConnection], tuple[int, bytes]], port: int, requests: int) -> list[float]:
    took: list[float] = []
    failed: list[object] = []

    def client() -> None:
        connection = HTTPConnection(HOST, port, timeout=30)
        for _number in range(requests // THREADS):
            began = time.perf_counter()
            status, _body = ask(connection)
            took.append((time.perf_counter() - began) * 1000)
            if status != 200:
                failed.append(status)

    clients = [threading.Thread(target=client) for _number in range(THREADS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if failed or len(took) < requests:
        raise RuntimeError(f"{len(failed)} wrong answers, {requests - len(took)} missing: {failed[:3]}")
    return took


def _get(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    return answer.status, answer.read()


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0  # ended meanwhile


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
