"""`selfcare import`: loading what the operator's billing system exports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from selfcare.commands.portal import CannotStart, portal_context
from selfcare.feeds.importing import Busy, import_paths
from selfcare.feeds.reports import FileReport, exit_code
from selfcare.feeds.work import Progress as Told

_COLUMNS = ("read", "new", "changed", "unchanged", "rejected")
_MOST = 20  # refused files and warnings on a screen; --json has them all
_WIDE = 1000  # columns, where nobody sees an edge


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; load nothing.")
@click.option("--json", "as_json", is_flag=True, help="The table as a list.")
def load(*, paths: Sequence[Path], dry_run: bool, as_json: bool) -> None:
    """Load feed files, or folders with them. Exit 0: all loaded; 1: some rows or files refused; 2: nothing loaded."""
    with portal_context(), _progress() as progress:
        try:
            reports = import_paths(paths, dry_run=dry_run, progress=progress)
        except Busy as error:
            raise CannotStart("Another import is running. Nothing was loaded.") from error
    files = [report for report in reports if not report.is_ignored]
    if as_json:
        click.echo(json.dumps([report.as_json() for report in files], ensure_ascii=False, indent=2))
    else:
        _show(files, dry_run=dry_run)
    for report in reports:
        if report.is_ignored:
            click.echo(f"Ignored in {report.file}: {', '.join(report.warnings)}", err=True)
    raise SystemExit(exit_code(reports))


@contextmanager
def _progress() -> Iterator[Told | None]:
    """A bar on standard error while somebody watches; nothing in a script or a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    tasks: dict[Path, TaskID] = {}
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=console, transient=True
    ) as bar:

        def tell(path: Path, done: int, everything: int) -> None:
            if path not in tasks:
                tasks[path] = bar.add_task(path.name)
            bar.update(tasks[path], completed=done, total=everything)

        yield tell


def _show(files: Sequence[FileReport], *, dry_run: bool) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    refused = [report for report in files if report.is_refused]
    shown = [report for report in files if not report.is_refused] + refused[:_MOST]
    console.print(_table(shown))
    for report in shown:
        if report.rejects:
            console.print(Text(f"Rejected rows of {report.file}: {report.rejects}"))
        for warning in report.warnings[:_MOST]:
            console.print(Text(f"Warning: {warning}", style="yellow"))
    if hidden := len(refused[_MOST:]) + sum(len(report.warnings[_MOST:]) for report in shown):
        console.print(Text(f"{hidden} more refused files and warnings: see --json"))
    if dry_run:
        console.print(Text("A dry run: nothing was loaded."))


def _table(files: Sequence[FileReport]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("file", overflow="fold")
    table.add_column("kind")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    if any(report.is_refused for report in files):
        table.add_column("refused, because", style="red", overflow="fold")
    for report in files:
        counts = [str(getattr(report, name)) for name in _COLUMNS]
        reason = [Text(report.reason)] if any(other.is_refused for other in files) else []
        table.add_row(Text(report.file), report.kind or "?", *counts, *reason)
    return table
