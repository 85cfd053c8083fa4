"""Remembering imports, so that somebody notices when none comes any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from selfcare.feeds.models import KILLED, LOADED, PARTLY, REFUSED, RUNNING, FeedRun
from selfcare.feeds.reports import FileReport, exit_code
from selfcare.feeds.work import Work

_STATES = {0: LOADED, 1: PARTLY, 2: REFUSED}


def begin(work: Work) -> int:
    """Write down that an import runs; whatever seems to run still was killed, as we are alone."""
    with work.writing() as connection:
        connection.execute(update(FeedRun).where(FeedRun.state == RUNNING).values(state=KILLED))
        run = insert(FeedRun).values(started_at=work.now, state=RUNNING, files=0, new=0, changed=0, rejected=0)
        return int(connection.execute(run.returning(FeedRun.id)).scalar_one())


def finish(work: Work, run_id: int, reports: Sequence[FileReport], now: datetime) -> None:
    files = [report for report in reports if not report.is_ignored]
    with work.writing() as connection:
        connection.execute(
            update(FeedRun)
            .where(FeedRun.id == run_id)
            .values(
                finished_at=now,
                files=len(files),
                new=sum(report.new for report in files),
                changed=sum(report.changed for report in files),
                rejected=sum(report.rejected for report in files),
                state=_STATES[exit_code(reports)],
            )
        )
