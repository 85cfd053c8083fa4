"""Making a document once, and keeping it."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from selfcare.documents.models import Document
from selfcare.documents.queries import document_of


def kept_or_made(session: Session, subject: str, edition: str, make: Callable[[], bytes], now: datetime) -> Document:
    """The kept document, or a new one. `make` is called only when there is none.

    Somebody who makes the same one at the same moment wins quietly. When the database cannot take it (disk full,
    locked) it is handed out all the same, and made again next time.
    """
    kept = session.scalars(document_of(subject, edition)).one_or_none()
    if kept is not None:
        return kept
    content = make()
    digest = hashlib.sha256(content).digest()
    made = Document(subject=subject, edition=edition, sha256=digest, content=content, made_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(document_of(subject, edition)).one()
    except OperationalError:
        return Document(subject=subject, edition=edition, sha256=digest, content=content, made_at=now)
    return made
