"""Keeping files and letting go of them. The row decides; a file without one is swept away a day later."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare.attachments import folder as files
from selfcare.attachments.inspection import Accepted
from selfcare.attachments.models import Attachment


def keep(  # the file, where, what it belongs to, whose it is, and when
    session: Session, folder: Path, file: Accepted, subject: str, *, customer_no: str, now: datetime
) -> Attachment:
    """Write the file, and say so in the caller's transaction. Raises NoRoom."""
    attachment = Attachment(
        customer_no=customer_no,
        subject=subject,
        name=file.name,
        mimetype=file.mimetype,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).digest(),
        place=files.put(folder, file.content),
        kept_at=now,
    )
    session.add(attachment)
    return attachment


def let_go(session: Session, subjects: Iterable[str]) -> None:
    """Forget what is attached to these."""
    session.execute(delete(Attachment).where(Attachment.subject.in_(list(subjects))))


def sweep(session: Session, folder: Path, *, now: datetime) -> int:
    """Delete files that no row names; says how many. What is younger than a day may still get its row."""
    swept = 0
    for found in files.places(folder, before=now - files.A_DAY):
        known = set(session.scalars(select(Attachment.place).where(Attachment.place.in_(found))))
        for place in set(found) - known:
            files.drop(folder, place)
            swept += 1
    return swept
