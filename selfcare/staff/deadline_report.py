"""All deadlines as one CSV for the auditor: however many there are, only a few are held at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from selfcare.clock import WARSAW
from selfcare.complaints.models import Complaint
from selfcare.complaints.queries import all_with_deadlines

COLUMNS = (
    *("number", "customer_no", "kind", "state", "filed_at", "counted_from", "answer_by", "complete_by", "extended"),
    *("decision", "awarded", "closed_at", "days_taken", "in_time", "pay_by", "paid_at", "decided_by", "approved_by"),
)
_AT_ONCE = 500
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")  # with which a spreadsheet would begin to compute


def lines(session: Session, today: date) -> Iterator[str]:
    """UTF-8, commas, ISO dates in Warsaw, amounts with a point: as programs want it."""
    yield _line(COLUMNS)
    found = session.scalars(all_with_deadlines(), execution_options={"yield_per": _AT_ONCE})
    for some in found.partitions():
        yield "".join(_line(_row(complaint, today)) for complaint in some)


def harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_COMMANDS) else cell


def _row(complaint: Complaint, today: date) -> Sequence[str]:
    closed = _day(complaint.closed_at)
    until = closed or today
    counted = complaint.counted_from
    is_late = complaint.answer_by is not None and until > complaint.answer_by
    return (
        complaint.number,
        complaint.customer.customer_no,
        complaint.kind,
        complaint.state,
        *_iso(_day(complaint.filed_at), counted, complaint.answer_by, complaint.complete_by),
        "yes" if complaint.is_extended else "no",
        complaint.decision,
        str(complaint.awarded) if complaint.awarded is not None else "",
        *_iso(closed),
        str((until - counted).days) if counted else "",
        "no" if is_late else "yes" if closed else "open",
        *_iso(complaint.pay_by, _day(complaint.paid_at)),
        complaint.first_by,
        complaint.second_by,
    )


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def _iso(*days: date | None) -> Sequence[str]:
    return [day.isoformat() if day else "" for day in days]


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(WARSAW).date() if moment else None
