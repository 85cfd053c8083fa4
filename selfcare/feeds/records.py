"""Reading CSV strictly and in little memory: bytes in, records with their line numbers out."""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

LONGEST = 64 * 1024  # bytes of a line
_BLOCK = 64 * 1024  # bytes of lines that are looked at together
_MOST_LINES = 10  # of one record: somebody's address may have line breaks, a forgotten quote has no end
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Broken(Exception):
    """Nothing of the file can be used. The text says why, in one sentence."""


class Record(NamedTuple):
    """One row of the file. `cells` is None when its quotes cannot be made sense of."""

    line: int
    text: str
    cells: list[str] | None


class Lines:
    """The lines of an open file, as text. Raises Broken at the first byte that is not what the contract says."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._number = 0
        self._again: deque[Line] = deque()
        self._is_over = False

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._stream.tell()

    def take(self) -> Line | None:
        """The next line, None after the last."""
        if self._again:
            return self._again.popleft()
        raw = self._stream.readline(LONGEST + 1)
        if not raw:
            self._is_over = True
            return None
        self._number += 1
        self._refuse(raw)
        try:
            return Line(self._number, raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Broken(f"Line {self._number} is not UTF-8 (byte {error.start + 1} of it).") from None

    @property
    def are_read(self) -> bool:
        """Nothing is left to take."""
        return self._is_over and not self._again

    def some(self, count: int) -> Iterator[Line]:
        """The next lines, one by one, at most so many."""
        for _ in range(count):
            if line := self.take():
                yield line

    def block(self) -> Line | None:
        """Some whole lines at once, only looked at; None where each must be looked at by itself, and at the end."""
        start = self._stream.tell()
        raw = self._stream.read(_BLOCK)
        if not raw.endswith(b"\n"):
            raw += self._stream.readline(LONGEST)
        self._stream.seek(start)
        if self._again or b"\0" in raw:
            return None
        try:
            return Line(self._number + 1, raw.decode("utf-8"))
        except UnicodeDecodeError:
            return None

    def skip(self, block: Line) -> None:
        """It was understood: go on behind it."""
        self._stream.seek(len(block.text.encode()), os.SEEK_CUR)
        self._number += block.text.count("\n")

    def give_back(self, lines: list[Line]) -> None:
        self._again.extendleft(reversed(lines))

    def _refuse(self, raw: bytes) -> None:
        if self._number == 1 and raw.startswith(_MARKS):
            raise Broken("The file begins with a byte order mark; feed files are UTF-8 without one.")
        if len(raw) > LONGEST:
            raise Broken(f"Line {self._number} is longer than {LONGEST // 1024} kB.")
        if b"\0" in raw:
            raise Broken(f"Line {self._number} holds a NUL byte.")


class Line(NamedTuple):
    """A line with its number, counted from one."""

    number: int
    text: str


def header_of(lines: Lines) -> list[str]:
    """The names in the first line. Raises Broken when there are none."""
    first = lines.take()
    cells = _cells(first.text) if first else None
    if not cells:
        raise Broken("The file is empty." if first is None else "The header is missing.")
    return cells


def header_at(path: Path) -> list[str]:
    """The same, of a file that is only looked at."""
    with path.open("rb") as stream:
        return header_of(Lines(stream))


def records(lines: Lines, columns: int) -> Iterator[Record]:
    """Every row below the header; empty lines are none."""
    while line := lines.take():
        if line.text.strip():
            yield record_from(line, lines, columns)


def record_from(line: Line, lines: Lines, columns: int) -> Record:
    """One row. Where a quote stays open the next lines belong to it, but only if a whole row comes of that."""
    text, more = line.text, list[Line]()
    while _is_open(text) and len(more) < _MOST_LINES and (following := lines.take()):
        more.append(following)
        text += following.text
    cells = None if _is_open(text) else _cells(text)
    if more and (cells is None or len(cells) != columns):
        lines.give_back(more)
        return Record(line.number, line.text, None)
    return Record(line.number, text, cells)


def _is_open(text: str) -> bool:
    return text.count('"') % 2 == 1


def _cells(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True))
    except (csv.Error, StopIteration):
        return None
