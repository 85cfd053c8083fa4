"""What others say of the pages: Lighthouse on a phone, and the W3C's checker. Only where Node and Java are there."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.report import Table
from tests import chromium
from tests.journeys.phone import phone_of
from tests.journeys.places import OPEN, private_pages
from tests.journeys.portal import Portal

RUNS = 5
TRIES = 3
OLDEST_NODE = 20  # major version
SLOW_MACHINE = 800  # benchmarkIndex; below it a run says more of the machine than of the page
_CHROME = ("--headless=new", *chromium.ARGUMENTS)
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class NotMeasured(Exception):
    """The text says why."""


def measure() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal:
        cookie, texts = _pages(portal, Path(folder))
        return [_lighthouse(portal, cookie), _vnu(texts)]


def _pages(portal: Portal, folder: Path) -> tuple[str, Path]:
    """Anna's cookie, and every page as a file."""
    texts = folder / "pages"
    texts.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable() or None, args=list(chromium.ARGUMENTS)
        )
        with phone_of(browser, portal) as phone:
            phone.sign_in()
            request = phone.context.request
            for path in (*OPEN[1:], *private_pages(request, portal.address)):
                name = re.sub(r"\W+", "-", path).strip("-") or "start"
                (texts / f"{name}.html").write_text(request.get(portal.address + path).text(), encoding="utf-8")
            cookie = "; ".join(f"{one['name']}={one['value']}" for one in phone.context.cookies())
        browser.close()
    return cookie, texts


def _lighthouse(portal: Portal, cookie: str) -> Table:
    table = Table("Lighthouse, mobile", ["page", *_CATEGORIES, "LCP", "TBT", "CLS"])
    try:
        with _tool("lighthouse", needs="node") as folder:
            script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
            for path, headers in (("/login", {}), ("/", {"Cookie": cookie}), ("/invoices", {"Cookie": cookie})):
                _add_lighthouse(table, path, [_run(script, portal.address + path, headers) for _run_ in range(RUNS)])
        table.note = f"Medians of {RUNS}. Aim: performance ≥ 97, the others 100 (seo on open pages only)."
    except NotMeasured as reason:
        table.note = f"Not measured: {reason}."
    return table


def _run(script: Path, address: str, headers: dict[str, str]) -> dict[str, Any]:
    """One report; again when the machine was busy with something else, or the browser stumbled."""
    command = ["node", str(script), address, "--output=json", "--quiet", f"--extra-headers={json.dumps(headers)}"]
    command += [f"--only-categories={','.join(_CATEGORIES)}", f"--chrome-flags={' '.join(_CHROME)}"]
    env = {**os.environ, "CHROME_PATH": chromium.executable()}
    report: dict[str, Any] = {}
    for _time in range(TRIES):
        done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=180)
        report = json.loads(done.stdout) if done.returncode == 0 else {}
        if report and report["environment"]["benchmarkIndex"] >= SLOW_MACHINE:
            break
    if not report:
        raise NotMeasured(done.stderr.decode().strip().splitlines()[-1])
    return report


def _add_lighthouse(table: Table, path: str, reports: list[dict[str, Any]]) -> None:
    def median(audit: str) -> float:
        values: list[float] = [report["audits"][audit].get("numericValue", 0) for report in reports]
        return statistics.median(values)

    scores = [
        f"{statistics.median((report['categories'][name]['score'] or 0) for report in reports) * 100:.0f}"
        for name in _CATEGORIES
    ]
    times = [f"{median('largest-contentful-paint') / 1000:.2f} s", f"{median('total-blocking-time'):.0f} ms"]
    table.add(path, *scores, *times, f"{median('cumulative-layout-shift'):.3f}")


def _vnu(texts: Path) -> Table:
    table = Table("vnu, the W3C's HTML checker", ["pages", "errors", "warnings"])
    try:
        with _tool("vnu-jar", needs="java") as folder:
            jar = next((folder / "node_modules" / "vnu-jar").rglob("vnu.jar"))
            command = ["java", "-jar", str(jar), "--format", "json", "--stdout", str(texts)]
            said = subprocess.run(command, capture_output=True, check=False, timeout=300).stdout
    except NotMeasured as reason:
        table.note = f"Not measured: {reason}."
        return table
    messages = json.loads(said)["messages"]
    errors = [message for message in messages if message["type"] == "error"]
    table.add(str(len(list(texts.glob("*.html")))), str(len(errors)), str(len(messages) - len(errors)))
    table.note = "\n".join(sorted({f"- {message['type']}: {message['message']}" for message in messages}))
    return table


@contextmanager
def _tool(package: str, *, needs: str) -> Iterator[Path]:
    """A folder with that npm package, gone afterwards. Raises NotMeasured."""
    if missing := [name for name in ("npm", needs) if not shutil.which(name)]:
        raise NotMeasured(f"no {missing[0]} on PATH")
    version = subprocess.run(["node", "--version"], capture_output=True, check=False, text=True).stdout
    if int(version.strip().lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
        raise NotMeasured(f"Node {version.strip()} is too old")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, package]
        done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=300)
        if done.returncode != 0:
            raise NotMeasured(f"npm could not install {package}")
        yield Path(folder)
