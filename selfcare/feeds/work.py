"""What everybody needs who works on one import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

Progress = Callable[[Path, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Work:
    """One import on its own connection."""

    connection: Connection
    now: datetime
    is_dry: bool
    rejects_folder: Path  # when beside the file is no room
    progress: Progress

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One short transaction that others wait for on SQLite. A dry run writes where nobody else looks."""
        if not self.is_dry:
            self.connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        try:
            with self.connection.begin():
                yield self.connection
        finally:
            self.connection.execution_options(sqlite_begin="BEGIN")
