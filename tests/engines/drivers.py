"""Three engines behind one small interface. WebKit and Firefox are spoken to in their own protocols."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import Error, sync_playwright

from selfcare.demo.processes import free_port
from tests import chromium

_HOST = "127.0.0.1"
_TO_START = 30  # seconds
_ASYNC = """const done = arguments[arguments.length - 1];
  const tell = (facts) => done(JSON.stringify(facts));
  Promise.resolve().then(() => (%s)).then((value) => tell({value}), (error) => tell({error: String(error)}));"""


class NotHere(Exception):
    """This engine cannot be driven on this machine. The text says what is missing."""


class Driver(Protocol):
    """One tab of a browser with a fresh profile."""

    def open(self, address: str) -> None:
        """Go to an address, and wait until it is loaded."""

    def evaluate(self, expression: str) -> Any:
        """What JavaScript says, waiting for a promise; anything that JSON can hold."""

    def close(self) -> None: ...


class Chromium:
    """By Playwright, as the journeys do."""

    def __init__(self, _folder: Path) -> None:
        if not chromium.executable():
            raise NotHere("no Chromium on PATH")
        self._playwright = sync_playwright().start()
        browser = self._playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        self._page = browser.new_page(locale="pl-PL")

    def open(self, address: str) -> None:
        self._page.goto(address)

    def evaluate(self, expression: str) -> Any:
        try:
            return self._page.evaluate(f"async () => ({expression})")
        except Error as error:
            raise AssertionError(error.message) from error

    def close(self) -> None:
        self._playwright.stop()


class WebKit:
    """WebKitGTK's MiniBrowser on a screen that nobody sees, by W3C WebDriver."""

    def __init__(self, folder: Path) -> None:
        browser = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser"))), None)
        if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and browser):
            raise NotHere("needs WebKitWebDriver, MiniBrowser and Xvfb (Debian: webkit2gtk-driver xvfb)")
        display = f":{free_port(_HOST)}"
        self._screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1024x900x24", "-nolisten", "tcp"])
        port = free_port(_HOST)
        env = dict(os.environ) | {"DISPLAY": display, "HOME": str(folder), "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        env |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}  # in a container there is no other; pages are ours
        self._process = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=env)
        _wait_for(port)
        self._address = f"http://{_HOST}:{port}/session"
        # MiniBrowser on a screen without a graphics card breaks down in transitions between pages, with or without us.
        options = {"binary": str(browser), "args": ["--automation", "--features=!ViewTransitions"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._address += "/" + self._ask("", wanted)["sessionId"]
        self._ask("/timeouts", {"script": 5_000, "pageLoad": 30_000})
        self._ask("/window/rect", {"width": 420, "height": 860})

    def open(self, address: str) -> None:
        self._ask("/url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        return _value_of(self._ask("/execute/async", {"script": _ASYNC % expression, "args": []}))

    def close(self) -> None:
        for process in (self._process, self._screen):
            process.terminate()
            process.wait(10)

    def _ask(self, path: str, facts: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"}
        request = Request(self._address + path, json.dumps(facts).encode(), headers)  # noqa: S310  # our own driver
        try:
            with urlopen(request, timeout=90) as answer:  # noqa: S310
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(f"{path}: {json.load(error)['value']}") from error


class Firefox:
    """Firefox without a window, by Marionette: numbered messages, each with its length before it."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("firefox-esr") or shutil.which("firefox")
        if not found:
            raise NotHere("needs Firefox (Debian: firefox-esr)")
        port = free_port(_HOST)
        preferences = {"marionette.port": port, "intl.accept_languages": "pl", "app.update.disabledForTesting": True}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
        (folder / "user.js").write_text("\n".join(lines))
        command = [found, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
        env = dict(os.environ) | {"HOME": str(folder)}
        self._process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_for(port)
        self._socket = socket.create_connection((_HOST, port), timeout=90)
        self._read()  # it introduces itself
        self._number = 0
        self._ask("WebDriver:NewSession", {})
        self._ask("WebDriver:SetTimeouts", {"script": 5_000, "pageLoad": 30_000})

    def open(self, address: str) -> None:
        self._ask("WebDriver:Navigate", {"url": address})

    def evaluate(self, expression: str) -> Any:
        facts: dict[str, Any] = {"script": _ASYNC % expression, "args": [], "sandbox": None}
        return _value_of(self._ask("WebDriver:ExecuteAsyncScript", facts)["value"])

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)

    def _ask(self, command: str, facts: dict[str, Any]) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, facts])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _kind, _number, error, value = self._read()
        if error:
            raise AssertionError(f"{command}: {error['message']}")
        return value

    def _read(self) -> Any:
        length = b""
        while (byte := self._socket.recv(1)) != b":":
            length += byte
        text = b""
        while len(text) < int(length):
            text += self._socket.recv(int(length) - len(text))
        return json.loads(text)


ENGINES: dict[str, type[Chromium | WebKit | Firefox]] = {"Chromium": Chromium, "WebKit": WebKit, "Firefox": Firefox}


def _value_of(text: str) -> Any:
    answer = json.loads(text)
    if "error" in answer:
        raise AssertionError(answer["error"])
    return answer.get("value")


def _wait_for(port: int) -> None:
    until = time.monotonic() + _TO_START
    while time.monotonic() < until:
        try:
            socket.create_connection((_HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise NotHere(f"did not start within {_TO_START} s")
