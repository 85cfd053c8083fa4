"""`selfcare restore`: an empty database filled from a backup."""

import json
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import click
from sqlalchemy import Connection, func, inspect, select

from selfcare.billing import months
from selfcare.clock import WARSAW
from selfcare.commands.backup import ATTACHMENTS, CONTENTS, FORMAT
from selfcare.commands.database import current_revision, run_upgrade
from selfcare.commands.portal import CannotStart, portal_context
from selfcare.commands.rows import insert_lines, set_sequences, tables
from selfcare.database import db

_MONTHS_BACK = 25  # of usage


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Fill an empty database, and the attachments' folder, from FILE. A database with anything in it is refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            _restore(archive, json.loads(archive.read(CONTENTS)))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise CannotStart(f"{file} is not a whole backup of this portal: {error}") from error
    click.echo("Restored. Set the same SELFCARE_SECRET_KEY as before, then start `serve` and `worker`.")


def _restore(archive: zipfile.ZipFile, contents: dict[str, Any]) -> None:
    if contents["format"] != FORMAT:
        raise CannotStart(f"The backup has format {contents['format']}; this version reads format {FORMAT}.")
    with portal_context(create_database=True) as settings:
        _refuse_if_filled()
        run_upgrade()
        if contents["revision"] != current_revision():
            raise CannotStart(
                f"The backup is at migration {contents['revision']}, this version at {current_revision()}: "
                f"restore it with version {contents['version']}, then upgrade."
            )
        _make_months(contents)
        with db.engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection, connection.begin():
            for table in tables():
                _restore_table(archive, connection, table, contents["tables"][table.name])
            set_sequences(connection)
        _restore_attachments(archive, settings.data)


def _make_months(contents: dict[str, Any]) -> None:
    """Records of usage lie in partitions of their months, or the rest would hold them all."""
    made_on = datetime.fromisoformat(contents["made_at"]).astimezone(WARSAW).date()
    with db.engine.begin() as connection:
        first, last = (months.months_later(made_on, count) for count in (-_MONTHS_BACK, months.AHEAD))
        months.make(connection, months.between(first, last))


def _refuse_if_filled() -> None:
    with db.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in tables():
            if table.name in there and connection.scalar(select(func.count()).select_from(table)):
                raise CannotStart(f"The database is not empty: there are rows in `{table.name}`. Nothing was changed.")


def _restore_table(archive: zipfile.ZipFile, connection: Connection, table: Any, expected: int) -> None:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        count = insert_lines(connection, table, lines)
    if count != expected:
        raise CannotStart(f"`{table.name}` has {count} rows in the backup, {expected} are listed. Nothing was changed.")


def _restore_attachments(archive: zipfile.ZipFile, data: Path) -> None:
    """Names come from a file somebody hands us: none may lead out of the folder (ZipFile.extract sees to it)."""
    for name in archive.namelist():
        if PurePosixPath(name).parts[0] == ATTACHMENTS:
            archive.extract(name, data)
