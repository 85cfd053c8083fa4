"""How the network is: a file in the data folder, apart from the database, so that it can be read in an outage."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FILE = "status.toml"
KINDS = ("trouble", "outage", "planned")
_PAST = timedelta(days=14)
_LARGEST = 256 * 1024  # bytes


class StatusUnreadable(Exception):
    """The file is there, but cannot be understood. The text says where."""


@dataclass(frozen=True)
class Notice:
    """Something that does not work, or will not for a while."""

    kind: str
    since: datetime
    until: datetime | None
    titles: dict[str, str]  # by language
    texts: dict[str, str]

    def is_over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now


@dataclass(frozen=True)
class Status:
    """What is going on, what will, and what was in the last fortnight."""

    current: tuple[Notice, ...]
    planned: tuple[Notice, ...]
    past: tuple[Notice, ...]


def status_in(folder: Path, now: datetime) -> Status:
    """Read the file. Without one all is well. Raises StatusUnreadable."""
    notices = sorted(_notices(folder / FILE), key=lambda notice: notice.since, reverse=True)
    over = [notice for notice in notices if notice.is_over(now)]
    begun = [notice for notice in notices if notice not in over and notice.since <= now]
    return Status(
        current=tuple(begun),
        planned=tuple(notice for notice in reversed(notices) if notice.since > now),
        past=tuple(notice for notice in over if notice.until and notice.until > now - _PAST),
    )


def _notices(file: Path) -> list[Notice]:
    try:
        with file.open("rb") as opened:
            facts = tomllib.loads(opened.read(_LARGEST).decode())
        return [_notice(one) for one in facts.get("notice", [])]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StatusUnreadable(f"{file.name}: {error}") from error


def _notice(facts: dict[str, Any]) -> Notice:
    if facts["kind"] not in KINDS:
        raise ValueError(f"kind {facts['kind']!r} is none of {', '.join(KINDS)}")
    since, until = facts["since"], facts.get("until")
    if not all(isinstance(moment, datetime) and moment.tzinfo for moment in (since, until or since)):
        raise ValueError("since and until are written as 2026-11-25T09:00:00+01:00")
    return Notice(facts["kind"], since, until, _by_language(facts["title"]), _by_language(facts.get("text", "")))


def _by_language(said: str | dict[str, str]) -> dict[str, str]:
    """One text for everybody, or one for each language."""
    return {"": said} if isinstance(said, str) else {name: str(text) for name, text in said.items()}


def in_language(said: dict[str, str], language: str) -> str:
    """The text in this language, else in any."""
    return said.get(language) or next(iter(said.values()), "")
