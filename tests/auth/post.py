"""The worker, the phone and the mailbox of a test: what was sent to whom, and the code in it."""

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.notifications.models import Message
from selfcare.outbox.models import Task
from selfcare.outbox.seals import unseal
from selfcare.outbox.wiring import jobs


@dataclass(frozen=True)
class Letter:
    """One message as it would be sent."""

    channel: str
    to: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    enclosed: list[list[str]] = field(default_factory=list)  # subject, edition and name of kept documents

    @property
    def code(self) -> str:
        return str(self.facts["code"])


class Post:
    """Does what waits in the outbox and keeps what would be delivered."""

    def __init__(self, app: Flask, db: Session) -> None:
        self._db = db
        self._key = app.extensions["settings"].secret_key

    def deliver(self) -> list[Letter]:
        """Everything that was not delivered yet, oldest first."""
        letters = []
        while tasks := self._waiting():
            for task in tasks:
                letters += self._do(task)
        return letters

    def code(self) -> str:
        """The code in the only letter that waits."""
        (letter,) = self.deliver()
        return letter.code

    def _waiting(self) -> list[Task]:
        return list(self._db.scalars(select(Task).where(Task.state == "waiting").order_by(Task.id)))

    def _do(self, task: Task) -> list[Letter]:
        facts = json.loads(unseal(self._key, task.facts) if task.secret else task.facts)
        task.state = "done"
        if task.expires_at and task.expires_at <= clock.now():
            return []
        if task.kind != "notifications.deliver":
            jobs().handlers[task.kind](self._db, facts, now=clock.now())
            self._db.flush()
            return []
        message = self._db.get_one(Message, facts["message_id"])
        return [Letter(message.channel, message.recipient, message.kind, facts["facts"], facts["enclosed"])]
