"""One road from nothing to what the models say, and back, on both databases."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from flask import Flask
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from selfcare import clock, create_app
from selfcare.audit import actions as audit
from selfcare.commands import portal
from selfcare.commands.portal import closing
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.database import db, migrations, session
from selfcare.lines.models import Line
from selfcare.tables import Table
from tests import builders
from tests.commands.conftest import Installation

MIGRATIONS = Path(create_app.__globals__["__file__"]).parent / "migrations"
HEAD = max(MIGRATIONS.glob("[0-9]*.py")).name[:4]
NEXT, AFTER_NEXT = (f"{int(HEAD) + more:04d}" for more in (1, 2))


def test_there_is_one_head(installation: Installation) -> None:
    app = installation.portal()

    with closing(app), app.app_context():
        assert len(migrations.heads()) == 1


def test_the_migrated_schema_is_what_the_models_say(installation: Installation) -> None:
    app = installation.portal()

    with closing(app), app.app_context():
        assert compare_metadata(migrations.migration_context, Table.metadata) == []


def test_upgrading_makes_the_file_of_the_embedded_database(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "deep" / "data")

    said = installation.run("db", "upgrade").output

    assert (tmp_path / "deep" / "data" / "selfcare.db").is_file()
    assert f"at {HEAD}" in said


def test_up_and_down_and_up_again_with_people_in_it(installation: Installation) -> None:
    _let_people_in(installation)

    installation.run("db", "downgrade", "base")

    assert "at nothing. An upgrade waits." in installation.run("db", "current").output
    assert _tables(installation) <= {"alembic_version"}
    installation.run("db", "upgrade")
    _let_people_in(installation)
    assert installation.run("db", "current").output == f"The database is at {HEAD}.\n"


@pytest.mark.parametrize("attack", ["UPDATE audit SET what = 'nothing'", "DELETE FROM audit"])
def test_a_migrated_log_can_only_grow(installation: Installation, attack: str) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        audit.record(session(), "signed_in", now=clock.now())
        session().commit()

        with pytest.raises(DatabaseError, match="the audit log is append-only"):
            session().execute(text(attack))


def test_a_migration_that_fails_leaves_everything_as_it_was(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_people_in(installation)
    _add_migration(tmp_path, monkeypatch, 'op.drop_table("code")\n    op.execute("SELECT nothing FROM nowhere")')

    installation.run("db", "upgrade", exit_code=2)

    assert "code" in _tables(installation)
    assert "An upgrade waits" in installation.run("db", "current").output


def test_a_migration_that_would_leave_loose_ends_is_undone(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_people_in(installation)
    _add_migration(tmp_path, monkeypatch, 'op.execute("DELETE FROM customer")')

    installation.run("db", "upgrade", exit_code=2)

    app = installation.portal()
    with closing(app), app.app_context():
        assert session().scalar(select(func.count()).select_from(Customer)) == 1
        assert migrations.needs_upgrade()


def test_a_table_made_anew_keeps_the_rows_that_refer_to_it(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite changes a column by copying the table and dropping the old one."""
    _let_people_in(installation)
    rename = 'batch.alter_column("name", new_column_name="known_as")'
    _add_migration(tmp_path, monkeypatch, f'with op.batch_alter_table("customer") as batch:\n        {rename}')

    installation.run("db", "upgrade")

    app = installation.portal()
    with closing(app), app.app_context():
        assert session().scalar(select(func.count()).select_from(Line)) == 3
        assert "known_as" in {column["name"] for column in inspect(db.engine).get_columns("customer")}


def test_developers_get_the_next_migration_written(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_migration(tmp_path, monkeypatch, 'op.drop_table("code")')
    installation.run("db", "upgrade")

    written = Path(installation.run("db", "revision", "Codes again").output.splitlines()[-1])

    assert written.parent == tmp_path / "migrations"
    assert written.name == f"{AFTER_NEXT}_codes_again.py"
    assert "sa.DateTime(timezone=True)" in written.read_text(encoding="utf-8")
    assert 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")' in written.read_text(encoding="utf-8")
    assert "selfcare.tables" not in written.read_text(encoding="utf-8")
    installation.run("db", "upgrade")
    assert "code" in _tables(installation)


def test_a_missing_database_is_never_a_new_empty_one(tmp_path: Path) -> None:
    installation = Installation(tmp_path)

    said = installation.run("db", "current", exit_code=2).output

    assert "Has `selfcare db upgrade` run?" in said
    assert not (tmp_path / "selfcare.db").exists()


def _let_people_in(installation: Installation) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        builders.make_anna(session(), builders.make_tariff(session()))
        session().commit()


def _tables(installation: Installation) -> set[str]:
    app = installation.portal()
    with closing(app), app.app_context():
        return set(inspect(db.engine).get_table_names())


def _add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """Let the portal find our migrations, and one more, in a folder of the test."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"{NEXT}_next.py").write_text(
        f'from alembic import op\n\nrevision = "{NEXT}"\ndown_revision = "{HEAD}"\n\n\ndef upgrade():\n    {change}\n',
        encoding="utf-8",
    )

    def create_app_with_it(settings: Settings, *, create_database: bool = False) -> Flask:
        app = create_app(settings, create_database=create_database)
        app.config["ALEMBIC"]["script_location"] = str(folder)
        migrations.init_app(app)  # it has remembered the other place
        return app

    monkeypatch.setattr(portal, "create_app", create_app_with_it)
