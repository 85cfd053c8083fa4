"""Waking the worker through huey. A wake-up carries nothing and may be lost: the rows are the truth."""

import sqlite3
import threading
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import psycopg
import structlog
from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.outbox.models import Task

log = structlog.get_logger("selfcare")

QUEUE_SILENT = (sqlite3.Error, psycopg.Error, OSError)
_ENOUGH = 32  # wake-ups in the queue; more would find nothing to do
_PATIENCE = 1  # seconds a request may lose to a queue that does not answer
_SCHEMA = "wakeups"  # on PostgreSQL: the queue's tables are not ours, and no migration sees them
_NOTED = "outbox_has_new_tasks"


class Wakeups:
    """The queue of one app, opened when it is first needed: after the web server has forked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._look: Callable[[], None] = lambda: None
        self._closing = threading.Lock()

    @cached_property
    def queue(self) -> Huey:
        """Raises one of QUEUE_SILENT."""
        serializer = SignedSerializer(secret=self._settings.secret_key, salt="wakeups")  # what is in it is unpickled
        options: dict[str, Any] = {"results": False, "serializer": serializer}
        if make_url(self._settings.url_of_database).get_backend_name() == "sqlite":
            file = str(self._settings.data / "queue.db")
            queue = SqliteHuey("selfcare", filename=file, timeout=_PATIENCE, fsync=False, **options)
        else:
            queue = PostgresHuey("selfcare", connection=partial(_connection, self._settings), **options)
        queue.on_shutdown()(self.close)  # each listening thread has a connection of its own
        return queue

    @cached_property
    def _wake_up(self) -> Callable[[], object]:
        wake_up: Callable[[], object] = self.queue.task(name="look")(self._woken)
        return wake_up

    def on_wake_up(self, look: Callable[[], None]) -> None:
        """What the worker does when it is woken. Raises one of QUEUE_SILENT."""
        self._look = look
        _ = self._wake_up

    def wake(self) -> None:
        """Have somebody look at once. Without a queue the worker comes by anyhow, a little later."""
        try:
            if self.queue.storage.queue_size() < _ENOUGH:
                self._wake_up()
        except QUEUE_SILENT as error:
            log.warning("wake-up lost", error=type(error).__name__)

    def close(self, *_engine: object) -> None:
        """Let go of the queue; the next wake-up opens it again."""
        with self._closing:  # huey's own close does not expect two threads
            if "queue" in self.__dict__:
                self.queue.storage.close()

    def after_commit(self, session: Session) -> None:
        """Wake the worker if this transaction put something into the outbox."""
        if not session.in_nested_transaction() and session.info.pop(_NOTED, False):
            self.wake()

    def _woken(self) -> None:
        self._look()


def note_new_tasks(session: Session, _context: object) -> None:
    """Remember until the commit that there is something to do."""
    if any(isinstance(row, Task) for row in session.new):
        session.info[_NOTED] = True


def _connection(settings: Settings) -> psycopg.Connection[Any]:
    url = make_url(settings.url_of_database).set(drivername="postgresql")
    connection = psycopg.connect(
        url.render_as_string(hide_password=False),
        autocommit=True,
        connect_timeout=2,
        application_name="selfcare wake-ups",
        options=f"-c search_path={_SCHEMA} -c lock_timeout={_PATIENCE}s -c client_min_messages=warning",
    )
    connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(_SCHEMA)))
    return connection
