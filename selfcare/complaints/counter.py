"""Where complaints are taken: the blueprint of all their pages, and what they share."""

from collections.abc import Sequence

from flask import Blueprint

from selfcare.auth.signed_in import current_customer
from selfcare.complaints import queries
from selfcare.complaints.models import Complaint
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.web.pages import one_or_404

pages = Blueprint("complaints", __name__)

_LINES = 200  # more numbers than that are not offered one by one


def complaint_in(number: str) -> Complaint:
    """The customer's own; 404 for any other."""
    return one_or_404(queries.complaint_numbered(current_customer(), number))


def draft_in(number: str, *, ours: bool = False) -> Complaint:
    """What the customer writes, or wrote and sent meanwhile; 404 for any other. `ours`: until the commit."""
    query = queries.draft_numbered(current_customer(), number)
    return one_or_404(query.with_for_update(of=Complaint) if ours else query)


def own_lines() -> Sequence[Line]:
    return session().scalars(lines_of(current_customer()).limit(_LINES)).all()


def chosen_line(lines: Sequence[Line], line_id: str | None) -> Line | None:
    return next((line for line in lines if str(line.id) == line_id), None)
