"""The folder of attachments: files under names of our own, readable for the portal alone."""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from selfcare.errors import PartnerUnavailable

NAME = "attachments"  # in the data folder; backups hold it too


class NoRoom(PartnerUnavailable):
    """The disk did not take the file."""


def put(folder: Path, content: bytes) -> str:
    """Write a file, safe from a power cut when this returns; its place below the folder. Raises NoRoom."""
    token = secrets.token_hex(16)
    place = f"{token[:2]}/{token[2:]}"
    target = folder / place
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise NoRoom(f"attachments: {error.strerror}") from error
    return place


def places(folder: Path, *, before: datetime) -> Iterator[tuple[str, ...]]:
    """Places of files that were written before that moment, some hundred at a time."""
    for shelf in sorted(folder.glob("??")):
        old = [file for file in shelf.iterdir() if file.stat().st_mtime < before.timestamp()]
        yield tuple(f"{shelf.name}/{file.name}" for file in old)


def drop(folder: Path, place: str) -> None:
    (folder / place).unlink(missing_ok=True)


A_DAY = timedelta(days=1)  # a file comes before its row; within a day the row is there, or never will be
