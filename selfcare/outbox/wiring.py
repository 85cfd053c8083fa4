"""Which handler does which kind of task, what else the worker does, and waking it after a commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import event

from selfcare.config import Settings
from selfcare.database import db
from selfcare.outbox.wakeups import Wakeups, note_new_tasks

Job = Callable[..., None]  # job(session, *, now: datetime); a handler is given its facts too, see docs/messages.md


@dataclass(frozen=True)
class Jobs:
    """All that the worker knows to do."""

    handlers: Mapping[str, Job]  # kind of task: handler(session, facts, *, now)
    given_up: Mapping[str, Job]  # the same kinds: told when a task expired or failed for good
    often: Sequence[Job]  # at every look
    daily: Sequence[Job]


def init_app(
    app: Flask,
    handlers: Mapping[str, Job],
    *,
    given_up: Mapping[str, Job] | None = None,
    often: Sequence[Job] = (),
    daily: Sequence[Job] = (),
) -> None:
    app.extensions["outbox"] = Jobs(handlers, given_up or {}, often, daily)
    settings = cast("Settings", app.extensions["settings"])
    app.extensions["wakeups"] = wakeups = Wakeups(settings)
    with app.app_context():
        event.listen(db.sessionmaker, "after_flush", note_new_tasks)
        event.listen(db.sessionmaker, "after_commit", wakeups.after_commit)
        event.listen(db.engine, "engine_disposed", wakeups.close)  # they go together


def jobs() -> Jobs:
    return cast("Jobs", current_app.extensions["outbox"])
