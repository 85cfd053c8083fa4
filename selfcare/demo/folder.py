"""The data folder of a demo: what in it is ours, and the key that makes it a demo."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

MARK = "demo.json"
_OURS = (
    "selfcare.db",
    "selfcare.db-wal",
    "selfcare.db-shm",
    "feed",
    "feed.part",
    "clock",
    "attachments",
    "status.toml",
)


class NotOurs(Exception):
    """The folder holds something that a demo would overwrite. The text says what."""


def prepare(folder: Path, *, fresh: bool = False) -> None:
    """Make the folder a demo's; `fresh` forgets an earlier one. Raises NotOurs; files of others are left alone."""
    mark = folder / MARK
    found = [name for name in _OURS if (folder / name).exists()]
    if found and not mark.exists():
        raise NotOurs(f"{folder / found[0]} was not made by a demo. Name another folder with --data.")
    if fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not mark.exists():
        mark.write_text(json.dumps({"secret_key": secrets.token_urlsafe(48)}) + "\n", encoding="utf-8")
        mark.chmod(0o600)


def secret_key_of(folder: Path) -> str | None:
    """The key of the demo in this folder; None if there is no demo in it."""
    mark = folder / MARK
    return str(json.loads(mark.read_text(encoding="utf-8"))["secret_key"]) if mark.is_file() else None


def _forget(folder: Path) -> None:
    for name in (*_OURS, MARK):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
