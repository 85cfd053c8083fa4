"""What is still to be done after a commit."""

from datetime import datetime, timedelta

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table

WAITING, DONE, EXPIRED, FAILED = "waiting", "done", "expired", "failed"

# After the first, second, … try; after the last one it is given up: twelve tries in about a day
DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    *(timedelta(hours=hours) for hours in (1, 2, 3, 4, 4, 5, 5)),
)
MOST_TRIES = len(DELAYS) + 1


class Task(Table):
    """One thing to do in the background. The row is the truth; a queue's task is only a wake-up."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))  # who handles it, e.g. "auth.send_code"
    facts: Mapped[str] = mapped_column(Text)  # JSON; sealed if secret; emptied when done or expired
    secret: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=WAITING)  # waiting, done, expired, failed
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]  # not before; grows with every failed try
    expires_at: Mapped[datetime | None]  # not after: an old code is never sent
    leased_until: Mapped[datetime | None]  # a killed worker's row is free again after that
    tries: Mapped[int] = mapped_column(default=0)  # counted when one begins: a kill counts too
    last_error: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None]
