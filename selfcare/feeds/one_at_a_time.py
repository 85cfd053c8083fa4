"""One import at a time, on one database, whoever starts it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import OperationalError

_LOCK = 5135203  # any number, only ours: PostgreSQL's advisory locks are known by numbers
_PATIENCE = 3  # seconds


class Busy(Exception):
    """Another import is running."""


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Raises Busy. The lock ends with the process or its connection, however they end."""
    with _lock_of_server(connection) if connection.dialect.name == "postgresql" else _lock_of_file(connection):
        yield


@contextmanager
def _lock_of_server(connection: Connection) -> Iterator[None]:
    try:
        with connection.begin():  # the server takes its time to notice that a killed import's connection is gone
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
            connection.execute(select(func.pg_advisory_lock(_LOCK)))
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise Busy from None
        raise
    yield
    with connection.begin():
        connection.execute(select(func.pg_advisory_unlock(_LOCK)))


@contextmanager
def _lock_of_file(connection: Connection) -> Iterator[None]:
    with connection.begin():
        database = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    file = os.open(f"{database}.import", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(file)
        yield
    finally:
        os.close(file)


def _lock(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy from None
