"""The scripts hold what their comments promise: TypeScript reads them, where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.places import PACKAGE, ROOT

_COMMON = {"allowJs": True, "checkJs": True, "noEmit": True, "target": "es2023", "module": "esnext", "types": []}
_PAGE = {"strict": True, "lib": ["es2023", "dom", "dom.iterable", "dom.asynciterable"]}
_WORKER = {"strict": True, "noImplicitAny": False, "lib": ["es2023", "webworker", "webworker.iterable"]}
_WRITTEN_IN = """
declare const VERSION: string, SHELL_FILES: string[], KEPT_PAGES: string[];
interface WorkerGlobalScope { registration: any; clients: any; skipWaiting(): Promise<void>; caches: CacheStorage }
interface Navigator { clearAppBadge?(): Promise<void> }
interface Event { request: any; waitUntil(what: any): void; respondWith(what: any): void; data: any; source: any }
"""


@pytest.fixture
def tsc() -> str:
    found = shutil.which("tsc")
    if not found:
        pytest.skip("TypeScript is not installed")
    return found


def check(tsc: str, folder: Path, options: dict[str, object], files: list[Path]) -> str:
    settings = {"compilerOptions": _COMMON | options, "files": [str(file) for file in files]}
    (folder / "tsconfig.json").write_text(json.dumps(settings))
    return subprocess.run([tsc, "-p", str(folder)], capture_output=True, text=True, check=False).stdout


def test_the_scripts_of_pages(tsc: str, tmp_path: Path) -> None:
    assert check(tsc, tmp_path, _PAGE, sorted((PACKAGE / "static" / "js").glob("*.js"))) == ""


def test_the_worker(tsc: str, tmp_path: Path) -> None:
    known = tmp_path / "written-in.d.ts"
    known.write_text(_WRITTEN_IN)

    assert check(tsc, tmp_path, _WORKER, [known, ROOT / "service-worker.js"]) == ""
