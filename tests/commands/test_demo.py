"""`selfcare demo` as a newcomer meets it: one process for all of these tests."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from selfcare.demo.processes import free_port

pytestmark = pytest.mark.xdist_group("commands")

CONSOLE = (sys.executable, "-m", "selfcare.commands")
REAL = {  # what a shell may be set up for; none of the demo's business
    "SELFCARE_DATABASE_URL": "postgresql+psycopg://real@db.example/customers",
    "SELFCARE_SMS_ADAPTER": "smpp",
    "SELFCARE_SMS_HOST": "smsc.example",
}
PASSWORD = "zielony listek na wietrze"


class Demo:
    """A running `selfcare demo`, and what it has said so far."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.port = free_port("127.0.0.1")
        self.address = f"http://127.0.0.1:{self.port}"
        self._said: list[str] = []
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "selfcare.commands",
                "demo",
                "--port",
                str(self.port),
                "--data",
                str(data),
                *arguments,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | REAL | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    @property
    def said(self) -> str:
        return "".join(self._said)

    def wait_for(self, pattern: str, *, seconds: float = 60) -> re.Match[str]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            has_ended = self.process.poll() is not None
            if found := re.search(pattern, self.said):
                return found
            assert not has_ended, f"It ended before it said {pattern!r}: {self.said}"
            time.sleep(0.05)
        raise AssertionError(f"{pattern!r} was not said in {seconds} s: {self.said}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it if it has not ended; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(20)
        self._reader.join(10)
        return code

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            self._said.extend(lines)


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Demo]]:
    """All that were started on one folder; the last may still run."""
    started = [Demo(tmp_path_factory.mktemp("demo") / "data")]
    yield started
    for one in started:
        one.stop()


@pytest.fixture
def demo(demos: list[Demo]) -> Demo:
    """The running one. Started again if a test has stopped it: they run in any order."""
    if demos[-1].process.poll() is not None:
        demos.append(Demo(demos[-1].data))
    demos[-1].wait_for("Ctrl-C stops everything")
    return demos[-1]


def test_it_prints_the_address_and_the_sign_ins(demo: Demo) -> None:
    for text in (demo.address, "anna@example.org", "demo-Anna-2026", "bartek@example.org", "synthetic"):
        assert text in demo.said


def test_the_known_password_signs_anna_in(demo: Demo) -> None:
    with httpx.Client(base_url=demo.address, follow_redirects=True) as browser:
        _send(browser, "/login", login="+48 500 100 200", password="demo-Anna-2026")

        page = browser.get("/invoices")

    assert page.status_code == 200
    assert "FV/" in page.text


def test_a_first_sign_in_by_the_codes_that_it_prints(demo: Demo) -> None:
    with httpx.Client(base_url=demo.address, follow_redirects=True) as browser:
        page = _send(browser, "/login", login="500 100 300", password="")
        first = demo.wait_for(r"SMS → \+48500100300[\s\S]*?#(\d{6})").group(1)
        page = _press(browser, page, password=first)
        assert page.url.path == "/login/new-password"
        page = _press(browser, page, new_password=PASSWORD, repeat_password=PASSWORD)
        assert page.url.path == "/login/confirm"
        second = demo.wait_for(r"E-mail → bartek@example\.org[\s\S]*?\n│ (\d{6})\n").group(1)
        _press(browser, page, code=second)

        _send(browser, "/login", login="bartek@example.org", password=PASSWORD)

        assert browser.get("/").url.path == "/"


def test_another_command_works_on_the_running_demo(demo: Demo) -> None:
    said = _console(demo.data, "doctor").stdout

    assert "FAIL" not in said
    assert "settings    demo" in said
    assert "PayU knows point of sale" in said


def test_a_second_demo_on_the_same_port_says_so(demo: Demo, tmp_path: Path) -> None:
    ended = _console(tmp_path, "demo", "--port", str(demo.port), "--data", str(tmp_path / "other"))

    assert ended.returncode == 2
    assert f"Port {demo.port} on 127.0.0.1 is taken" in ended.stderr
    assert not (tmp_path / "other").exists()


def test_a_real_installations_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "selfcare.db").write_text("customers")

    ended = _console(tmp_path, "demo", "--port", "0", "--data", str(tmp_path))

    assert ended.returncode == 2
    assert "was not made by a demo" in ended.stderr


def test_it_is_one_process_group_and_ends_with_it(demo: Demo) -> None:
    group = _group_of(demo.process.pid)
    bank = int(demo.wait_for(r"A bank to play with: \S+:(\d+)").group(1))
    assert len(group) >= 4
    assert _answers(bank)

    assert demo.stop() == 0

    assert "Stopped." in demo.said
    assert _group_of(demo.process.pid) == set()
    assert not _answers(demo.port)
    assert not _answers(bank)


def test_a_kill_leaves_nobody_behind(demo: Demo) -> None:
    demo.process.kill()

    until = time.monotonic() + 15
    while _group_of(demo.process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert _group_of(demo.process.pid) == set()


def test_starting_again_keeps_what_was_there(demo: Demo, demos: list[Demo]) -> None:
    demo.stop()
    before = _feed_of(demo)

    demos.append(Demo(demo.data))
    demos[-1].wait_for("Ctrl-C stops everything")

    assert _feed_of(demo) == before


def _feed_of(demo: Demo) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in demo.data.rglob("feed/**/*") if file.is_file()}


def _console(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SELFCARE_")}
    return subprocess.run(
        [*CONSOLE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=env | {"SELFCARE_DATA": str(data)},
        timeout=60,
    )


def _send(browser: httpx.Client, address: str, **fields: str) -> httpx.Response:
    return _press(browser, browser.get(address), **fields)


def _press(browser: httpx.Client, page: httpx.Response, **fields: str) -> httpx.Response:
    """Fill in the first form with one of these fields, and send it with everything hidden in it."""
    document: Any = html.document_fromstring(page.text)
    form = next(form for form in document.forms if set(fields) <= set(form.fields.keys()))
    values = {name: value for name, value in form.form_values() if name} | fields
    return browser.post(
        form.action or str(page.url), data=values, headers={"Origin": str(browser.base_url).rstrip("/")}
    )


def _group_of(group: int) -> set[int]:
    """Who is alive in a process group."""
    members = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it ended while we looked
            continue
        if int(its_group) == group and state != "Z":
            members.add(int(stat.parent.name))
    return members


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
