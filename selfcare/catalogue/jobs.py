"""What the worker does: read the papers of tariffs on sale, once a day, so that their exact versions are known."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from selfcare.catalogue.gateway import NoPaper, PaperSource
from selfcare.catalogue.papers import addresses_of, keep
from selfcare.catalogue.queries import all_on_sale
from selfcare.clock import WARSAW
from selfcare.database import begin_writing
from selfcare.outbox import actions as outbox

READ_PAPER = "catalogue.read_paper"
log = structlog.get_logger("selfcare")


def look_at_papers(session: Session, *, now: datetime) -> None:
    """One task for each address, so that one that is silent holds up no other."""
    if _source() is None:
        return
    today = now.astimezone(WARSAW).date()
    tariffs = session.scalars(all_on_sale(today)).all()
    for address in sorted({one.address for tariff in tariffs for one in addresses_of(tariff)}):
        outbox.put(session, READ_PAPER, {"address": address}, now=now)


def read_paper(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Read one and keep it. Raises PartnerUnavailable."""
    source = _source()
    if source is None:
        return
    session.commit()  # let go of the database while somebody's server thinks
    try:
        content = source.read(facts["address"])
    except NoPaper as reason:
        log.warning("a paper of a tariff cannot be read", address=facts["address"], reason=str(reason))
        begin_writing()
        return
    begin_writing()
    keep(session, facts["address"], content, now=now)


def _source() -> PaperSource | None:
    return cast("PaperSource | None", current_app.extensions["paper_source"])
