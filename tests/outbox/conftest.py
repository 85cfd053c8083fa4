"""A worker that knows two kinds of task: one that writes, one that fails as it is told to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit import actions as audit
from selfcare.errors import PartnerUnavailable
from selfcare.outbox import worker
from selfcare.outbox.actions import put
from selfcare.outbox.models import Task
from selfcare.outbox.wiring import Jobs
from tests.builders import NOON
from tests.commands.conftest import new_database
from tests.notifications.mail_server import MailServer
from tests.outbox.office import Office, open_office


@dataclass
class Desk:
    """What happened to the tasks of a test."""

    db: Session
    done: list[object] = field(default_factory=list)
    given_up: list[tuple[object, str]] = field(default_factory=list)
    fails: Exception | None = None
    meanwhile: Callable[[Session], object] = bool  # what else happens while the handler works

    def put(self, name: str = "one", **facts: object) -> Task:
        options = {key: facts.pop(key) for key in ("expires_at", "secret_key") if key in facts}
        return put(self.db, "test.note", {"name": name, **facts}, now=NOON, **options)  # type: ignore[arg-type]

    def drain(self, **later: float) -> None:
        worker.drain(self.db, now=NOON + timedelta(**later))

    def task(self) -> Task:
        """The only row, as it is stored now."""
        return self.db.scalars(select(Task).execution_options(populate_existing=True)).one()

    def note(self, session: Session, facts: dict[str, object], *, now: datetime) -> None:
        audit.record(session, "noted", now=now, customer_no=str(facts["name"]))
        self.meanwhile(session)
        if self.fails:
            raise self.fails
        self.done.append(facts["name"])

    def note_given_up(self, _session: Session, facts: dict[str, object], *, state: str, now: datetime) -> None:
        assert now.tzinfo
        self.given_up.append((facts["name"], state))


@pytest.fixture
def desk(app: Flask, db: Session) -> Iterator[Desk]:
    desk = Desk(db)
    before = app.extensions["outbox"]
    app.extensions["outbox"] = Jobs({"test.note": desk.note}, {"test.note": desk.note_given_up}, (), ())
    yield desk
    app.extensions["outbox"] = before


@pytest.fixture
def silence() -> PartnerUnavailable:
    return PartnerUnavailable("nobody answers")


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """On either database, with nothing to do yet."""
    with ExitStack() as opened:
        url = ""
        if request.param == "postgresql":
            url = opened.enter_context(new_database(request.getfixturevalue("postgresql")))
        mail = opened.enter_context(MailServer())
        yield opened.enter_context(open_office(tmp_path / "data", url, mail))
