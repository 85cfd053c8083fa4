"""The only place that asks the time."""

import contextlib
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_shift_file: Path | None = None  # demo only: how many seconds this folder's clock is ahead


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift()


def today() -> date:
    """The date in Warsaw, wherever the server stands."""
    return now().astimezone(WARSAW).date()


def seconds() -> float:
    """Seconds that only ever grow, to measure how long something takes."""
    return time.monotonic()


def follow(shift_file: Path | None) -> None:
    """Let a demo's data folder move the time of every process that works on it."""
    global _shift_file  # noqa: PLW0603  # one clock for the process is the point
    _shift_file = shift_file


def _shift() -> timedelta:
    if _shift_file is None:
        return timedelta()
    with contextlib.suppress(OSError, ValueError):
        return timedelta(seconds=float(_shift_file.read_text()))
    return timedelta()
