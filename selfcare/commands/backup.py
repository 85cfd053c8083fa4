"""`selfcare backup`: everything of one moment in one file, while the portal goes on working."""

import json
import os
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from selfcare import clock
from selfcare.commands.database import current_revision
from selfcare.commands.portal import CannotStart, portal_context
from selfcare.commands.rows import lines_of, tables
from selfcare.database import db

FORMAT = 1
CONTENTS = "contents.json"
ATTACHMENTS = "attachments"


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write a consistent copy of database and attachments into FILE (a ZIP archive), also under load.

    It can be restored into either kind of database. The secret key is not in it.
    """
    with portal_context() as settings:
        part = file.with_name(file.name + ".part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                contents = _write(out, settings.data / ATTACHMENTS)
            part.replace(file)
        except OSError as error:
            raise CannotStart(f"{file} cannot be written: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
    rows = sum(contents["tables"].values())
    click.echo(f"{file}: {rows} rows, {contents['attachments']} attachments, {file.stat().st_size} bytes.")
    click.echo("The secret key is not in it. Without it codes on their way are lost, nothing else.")


def _write(out: Any, attachments: Path) -> dict[str, Any]:
    """The rows first: a file that a row of that moment names is still there afterwards."""
    contents: dict[str, Any] = {
        "format": FORMAT,
        "version": version("selfcare"),
        "revision": current_revision(),
        "made_at": clock.now().isoformat(),
        "tables": {},
        "attachments": 0,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with _one_moment() as connection:
            for table in tables():
                contents["tables"][table.name] = _write_table(archive, connection, table)
        for path in sorted(attachments.rglob("*")):
            if path.is_file():
                archive.write(path, f"{ATTACHMENTS}/{path.relative_to(attachments)}")
                contents["attachments"] += 1
        archive.writestr(CONTENTS, json.dumps(contents, indent=2))
    out.flush()
    os.fsync(out.fileno())
    return contents


def _one_moment() -> Connection:
    """A connection that sees the database as it is at its first read, whatever is written meanwhile."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Any) -> int:
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for count, line in enumerate(lines_of(connection, table), 1):  # noqa: B007  # the last number is the count
            out.write(line)
    return count
