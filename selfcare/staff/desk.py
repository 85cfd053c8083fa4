"""What all pages of cases share: the queue beside the case, whose it is, and what colleagues noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from flask import Response, abort, request

from selfcare import clock
from selfcare.customers.models import Customer
from selfcare.database import session
from selfcare.staff import desk_words, queues
from selfcare.staff.desk_queries import beside, case_of
from selfcare.staff.models import StaffMember
from selfcare.staff.queues import KINDS, PAYOUT, SHOWS, Wanted
from selfcare.staff.signed_in import current_staff, note_look
from selfcare.web.pages import one_or_404, page

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class NoteLine:
    """One note, with its author as colleagues know him."""

    author: str
    text: str
    written_at: object


@dataclass(frozen=True)
class Case:
    """What stands in the panel."""

    kind: str
    id: int
    customer: Customer
    assignee: str = ""  # e-mail
    assignee_name: str = ""
    notes: Sequence[NoteLine] = ()

    @property
    def subject(self) -> str:
        """What it is known by where all kinds meet."""
        return f"{self.kind}/{self.id}"


def kinds_for(member: StaffMember) -> tuple[str, ...]:
    """Money leaves only by the hands of seniors."""
    return KINDS if member.is_senior() else tuple(kind for kind in KINDS if kind != PAYOUT)


def wanted(*kinds: str) -> Wanted:
    """What the address asks for; 404 for what no page of ours links to."""
    show, kind = request.args.get("show", queues.ALL), request.args.get("kind", "")
    possible = kinds or kinds_for(current_staff())
    if show not in SHOWS or (kind and kind not in possible):
        abort(404)
    found = Wanted(
        kinds=(kind,) if kind else possible,
        show=show,
        whose=current_staff().email,
        today=clock.today(),
        after=request.args.get("after", ""),
    )
    try:
        found.key()
    except ValueError:
        abort(404)
    return found


def case_at(kind: str, case_id: int, customer: Customer) -> Case:
    """The case with all that staff know about it. One statement."""
    rows = session().execute(beside(f"{kind}/{case_id}")).all()
    email, name = (rows[0][0] or "", rows[0][1] or "") if rows else ("", "")
    notes = [
        NoteLine(author or note.author, note.text, note.written_at) for _e, _n, note, author in rows if note is not None
    ]
    return Case(kind, case_id, customer, email, name or email, notes)


def case_page(template: str, case: Case, *, status: int = 200, **context: object) -> Response:
    """The panel, and on wide screens the queue that it came from. The look is written down before it is shown."""
    note_look(case.customer, case=case.subject)
    rows, more = queues.waiting(session(), wanted())
    return page(f"staff/{template}.html", status=status, case=case, rows=rows, more=more, **words_of_desk(), **context)


def words_of_desk() -> dict[str, Any]:
    """What templates of cases ask for."""
    return {
        "desk": desk_words,
        "show": request.args.get("show", queues.ALL),
        "kind": request.args.get("kind", ""),
        "address_of": address_of,
        "kinds": kinds_for(current_staff()),
    }


def address_of(kind: str, case_id: int, **more: str | int) -> str:
    """Of a case, within the same view of the queue."""
    kept = {name: value for name in ("show", "kind", "after") if (value := request.args.get(name))}
    facts = urlencode({**kept, **more})
    return f"/staff/queue/{kind}/{case_id}" + (f"?{facts}" if facts else "")


def id_or_404(case_id: int) -> int:
    """Numbers come up to any length; a database takes only so many."""
    return case_id if 0 <= case_id <= LARGEST else cast("int", abort(404))


def found_or_404(kind: str, case_id: int) -> Any:
    """The record behind a case that this member of staff may open."""
    if kind not in kinds_for(current_staff()):
        abort(404)
    return one_or_404(case_of(kind, id_or_404(case_id)))
