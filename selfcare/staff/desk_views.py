"""The queue, and what can be done with every case whatever its kind: take it, give it away, note something."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from selfcare import clock
from selfcare.complaints import answering
from selfcare.complaints.course import lock
from selfcare.database import session
from selfcare.staff import desk_actions, queues
from selfcare.staff.counter import pages
from selfcare.staff.desk import Case, address_of, case_at, found_or_404, wanted, words_of_desk
from selfcare.staff.desk_actions import TakenMeanwhile
from selfcare.staff.desk_forms import AssignForm, NoteForm
from selfcare.staff.desk_queries import colleagues
from selfcare.staff.queues import COMPLAINT, ORDER, Wanted
from selfcare.staff.signed_in import EVERYBODY, current_staff, only_for
from selfcare.web.pages import page, see_other


@pages.get("/queue")
@only_for(*EVERYBODY)
def queue() -> Response:
    return _list_page("queue", wanted())


@pages.get("/orders")
@only_for(*EVERYBODY)
def orders() -> Response:
    return _list_page("orders", wanted(ORDER))


@pages.get("/queue/<kind>/<int:case_id>/give")
@only_for(*EVERYBODY)
def give(kind: str, case_id: int) -> Response:
    found = found_or_404(kind, case_id)
    case = _case(kind, found)
    return page("staff/give.html", case=case, members=session().scalars(colleagues()).all(), **words_of_desk())


@pages.post("/queue/<kind>/<int:case_id>/assign")
@only_for(*EVERYBODY)
def assign(kind: str, case_id: int) -> Response:
    found, form = found_or_404(kind, case_id), AssignForm()
    if not form.validate() or not _is_colleague(form.to.data or ""):
        abort(422)
    to, seen, member = form.to.data or "", form.seen.data or "", current_staff().email
    if kind == COMPLAINT:
        lock(session(), found)
        if found.assigned_to not in {seen, to}:
            raise TakenMeanwhile(name=found.assigned_to or "…")
        answering.assign(session(), found, to, by=member, now=clock.now())
    else:
        facts = {"by": member, "customer_no": found.customer.customer_no}
        desk_actions.assign(session(), f"{kind}/{case_id}", to, seen=seen, now=clock.now(), **facts)
    session().commit()
    return see_other(address_of(kind, case_id, done="taken" if to == member else "given" if to else "returned"))


@pages.post("/queue/<kind>/<int:case_id>/note")
@only_for(*EVERYBODY)
def write_note(kind: str, case_id: int) -> Response:
    found, form = found_or_404(kind, case_id), NoteForm()
    if not form.validate():
        return page("staff/note.html", status=422, case=_case(kind, found), form=form, **words_of_desk())
    text, member = form.note.data.strip(), current_staff().email
    if kind == COMPLAINT:
        answering.write_note(session(), found, text, by=member, now=clock.now())
    else:
        number = found.customer.customer_no
        desk_actions.write_note(session(), f"{kind}/{case_id}", text, by=member, customer_no=number, now=clock.now())
    session().commit()
    return see_other(address_of(kind, case_id, done="noted"))


def _list_page(name: str, asked: Wanted) -> Response:
    rows, more = queues.waiting(session(), asked)
    counts = queues.counted(session(), asked)
    done = request.args.get("done", "")
    words = {**words_of_desk(), **({"kinds": ()} if name == "orders" else {})}
    return page(f"staff/{name}.html", rows=rows, more=more, counts=counts, done=done, **words)


def _case(kind: str, found: Any) -> Case:
    if kind == COMPLAINT:
        return Case(kind, found.id, found.customer, found.assigned_to)
    return case_at(kind, found.id, found.customer)


def _is_colleague(email: str) -> bool:
    return not email or any(member.email == email for member in session().scalars(colleagues()))
