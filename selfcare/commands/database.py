"""`selfcare db`: bringing the database to the shape this version expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import BigInteger

from selfcare.commands.portal import CannotStart, portal_context
from selfcare.database import migrations
from selfcare.tables import Moment, MoneyColumn


@click.group("db")
def database() -> None:
    """Migrations. On the embedded database `upgrade` also makes the file."""


@database.command()
@click.argument("revision", default="heads")
def upgrade(revision: str) -> None:
    """Bring the database up to this version (or to REVISION)."""
    with portal_context(create_database=True):
        run_upgrade(revision)
        click.echo(f"The database is at {current_revision()}.")


@database.command()
@click.argument("revision", default="-1")
def downgrade(revision: str) -> None:
    """Take the last migration back (or all down to REVISION; `base` empties the database)."""
    with portal_context():
        run_downgrade(revision)
        click.echo(f"The database is at {current_revision()}.")


@database.command()
def current() -> None:
    """Say which migration the database is at, and whether newer ones wait."""
    with portal_context():
        waiting = " An upgrade waits." if migrations.needs_upgrade() else ""
        click.echo(f"The database is at {current_revision()}.{waiting}")


@database.command()
@click.argument("message")
def revision(message: str) -> None:
    """For developers: write the next migration, from what models and database differ in."""
    with portal_context():
        current_app.config["ALEMBIC_CONTEXT"]["render_item"] = _as_plain_type
        number = len(migrations.log()) + 1
        migrations.rev_id = lambda: f"{number:04d}"  # type: ignore[method-assign]  # the documented way
        for script in filter(None, migrations.revision(message)):
            _without_remarks(Path(script.path))
            click.echo(script.path)


def run_upgrade(revision: str = "heads") -> None:
    """Run inside an app context. Each migration happens wholly or not at all."""
    with _safely():
        migrations.upgrade(revision)


def run_downgrade(revision: str = "-1") -> None:
    with _safely():
        migrations.downgrade(revision)


def current_revision() -> str:
    """The name of the migration the database is at, e.g. `0001`; `nothing` for an empty one."""
    return ", ".join(sorted(script.revision for script in migrations.current())) or "nothing"


@contextmanager
def _safely() -> Iterator[None]:
    """SQLite changes a table by making it anew: with foreign keys on, dropping the old one would empty others."""
    context = migrations.migration_context
    connection = context.connection
    assert connection is not None  # noqa: S101  # only an offline run has none
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    context.on_version_apply_callbacks = (_refuse_broken_references,)
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101  # it has just been opened
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        connection.execution_options(sqlite_begin="BEGIN")
        raw.execute("PRAGMA foreign_keys = ON")


def _refuse_broken_references(*, ctx: MigrationContext, **_facts: object) -> None:
    """What foreign keys would have said, at the end of each migration and still inside its transaction."""
    assert ctx.connection is not None  # noqa: S101  # as above
    if broken := ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise CannotStart(f"The migration would leave references to rows that are gone, in: {tables}. It was undone.")


def _without_remarks(file: Path) -> None:
    """The generator marks its own lines; who reads the file need not know."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")), encoding="utf-8")


def _as_plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration stays as it is when our column types change: it names what the database stores."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, MoneyColumn):
        return "sa.BigInteger()"
    if isinstance(item, BigInteger) and item._variant_mapping:  # noqa: SLF001  # no public way to ask
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False
