"""One engine per app, one session per request."""

import sqlite3
from functools import cache
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic.script import ScriptDirectory
from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from selfcare.tables import Table

db = SQLAlchemy(session_options={"expire_on_commit": False})
migrations = Alembic(metadatas=Table.metadata)

PATIENCE = 4  # seconds to wait for a lock or a connection; after that the customer reads "try again"
_ALWAYS = {"hide_parameters": True}  # a logged error must not carry a customer's data
_WRITING = {"sqlite_begin": "BEGIN IMMEDIATE"}


def connect(app: Flask, url: str, *, create: bool = False) -> None:
    """Give the app its engine. A missing SQLite file is an error, never a new empty database, unless `create`."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": _engine_options(url, create=create)}
    app.config["ALEMBIC"] = {"script_location": str(Path(app.root_path) / "migrations")}
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_type": True, "include_name": _is_whole}
    db.init_app(app)
    # No engine is asynchronous; closing their sessions would start a thread at the end of every request.
    app.teardown_appcontext_funcs = [close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)]
    migrations.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


def session() -> Session:
    """The session of this request or command. Actions never commit it; the entry point does, once, last."""
    return db.session


def begin_writing() -> None:
    """Take SQLite's write lock at the start: a read that turns into a write half-way would not wait for it."""
    session().connection(execution_options=_WRITING)


def is_ready() -> bool:
    """Whether the database answers and holds every migration.

    Flask-Alembic keeps one connection for the whole app and closes it whenever any request ends, also under a thread
    that is just using it: good for commands, deadly for a server.
    """
    if not inspect(session().connection()).has_table("alembic_version"):
        return False
    return set(session().scalars(text("SELECT version_num FROM alembic_version"))) == _newest()


@cache
def _newest() -> set[str]:
    folder = str(Path(__file__).parent / "migrations")
    return set(ScriptDirectory(folder, version_locations=[folder]).get_heads())


def _is_whole(name: str | None, _kind: str, _parents: object) -> bool:
    """Two underscores: a part of another table, which migrations do not compare with a model."""
    return name is None or "__" not in name


def _engine_options(url: str, *, create: bool) -> dict[str, Any]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        mode = "rwc" if create else "rw"
        file = parsed.set(database=f"file:{quote(str(parsed.database))}", query={"mode": mode, "uri": "true"})
        return {"url": file, "connect_args": {"timeout": PATIENCE}, "pool_size": 20, **_ALWAYS}
    return {
        **_ALWAYS,
        "url": parsed,
        "pool_pre_ping": True,
        "pool_timeout": PATIENCE,
        "pool_recycle": 1800,
        "connect_args": {
            "connect_timeout": PATIENCE,
            "options": f"-c timezone=UTC -c lock_timeout={PATIENCE}s -c application_name=selfcare",
        },
    }


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101  # for the type checker: only SQLite comes here
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
