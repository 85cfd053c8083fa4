"""An installation of its own, with real worker processes and a real mail server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from selfcare import clock, create_app, database
from selfcare.config import Settings, variable_of
from selfcare.customers.models import Customer
from selfcare.notifications.actions import tell
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from tests.builders import make_customer
from tests.conftest import SECRET_KEY
from tests.notifications.mail_server import MailServer


@dataclass
class Office:
    """What is written here is committed: processes see it."""

    app: Flask
    mail: MailServer
    env: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "selfcare.commands", "worker", *options]
        worker = subprocess.Popen(command, env={**os.environ, **self.env}, stderr=subprocess.PIPE)
        self.workers.append(worker)
        return worker

    def tell(self, count: int = 1, kind: str = "password_changed", **options: Any) -> None:
        """So many messages to m0@example.org, m1@…, all in one transaction."""
        with self.app.app_context():
            database.begin_writing()
            session = database.session()
            customer = session.scalars(select(Customer)).one()
            for n in range(count):
                tell(session, customer, "email", f"m{n}@example.org", kind, now=clock.now(), **options)
            session.commit()

    def states(self) -> list[str]:
        with self.app.app_context():
            return list(database.session().scalars(select(Message.state).order_by(Message.id)))

    def tasks(self) -> list[Task]:
        with self.app.app_context():
            return list(
                database.session().scalars(select(Task).where(Task.kind.like("notifications.%")).order_by(Task.id))
            )

    def change_tasks(self, **values: Any) -> None:
        with self.app.app_context():
            database.begin_writing()
            database.session().execute(update(Task).values(**values))
            database.session().commit()

    @property
    def session(self) -> Session:
        return database.session()


@contextmanager
def open_office(data: Path, database_url: str, mail: MailServer) -> Iterator[Office]:
    data.mkdir()
    settings = Settings(
        data=data,
        secret_key=SECRET_KEY,
        database_url=database_url,
        public_url="https://selfcare.example.org",
        mail_server="127.0.0.1",
        mail_port=mail.port,
        mail_sender="bok@example.org",
        log_level="WARNING",
    )
    names = ("data", "secret_key", "database_url", "public_url", "mail_server", "mail_port", "mail_sender", "log_level")
    env = {variable_of(name): str(getattr(settings, name)) for name in names}
    app = create_app(settings, create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
        make_customer(database.session(), "7", email="m@example.org")
        database.session().commit()
    office = Office(app, mail, env)
    yield office
    for worker in office.workers:
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
        worker.communicate()
    with app.app_context():
        database.db.engine.dispose()
