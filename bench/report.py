"""What was measured, as one Markdown page."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "results.md"
_HEAD = """# Measured

Written by `make bench` ({today}; {cores} cores, Python {python}). Absolute figures belong to that machine; ratios and
bytes travel. `make bench-large` adds the list of a customer among a million invoices.
"""


@dataclass
class Table:
    """One question and its answers."""

    title: str
    columns: list[str]
    note: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(cells)

    def markdown(self) -> str:
        lines = [f"## {self.title}", ""]
        if self.rows:
            lines += [_line(self.columns), "|---" + "|---:" * (len(self.columns) - 1) + "|"]
            lines += [_line(row) for row in self.rows]
            lines.append("")
        return "\n".join([*lines, self.note, ""] if self.note else lines)


def write(tables: list[Table]) -> None:
    head = _HEAD.format(today=date.today().isoformat(), cores=os.cpu_count(), python=platform.python_version())  # noqa: DTZ011  # of this machine
    FILE.write_text("\n".join([head, *(table.markdown() for table in tables)]), encoding="utf-8")


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
