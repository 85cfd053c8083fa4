"""The pages on which the contract for a number is ended, or the number handed over to somebody else."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.customers.cycles import next_period
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.orders import queries
from selfcare.orders.actions import topic_of
from selfcare.orders.assignment import Taker, begin_assignment
from selfcare.orders.choosing import line_in, own_lines, road
from selfcare.orders.counter import asking, pages
from selfcare.orders.forms import AssignmentForm, TerminationForm
from selfcare.orders.models import ASSIGNMENT, TERMINATION
from selfcare.orders.termination import AT_END, SOON, Ending, begin_termination, endings_of
from selfcare.web.pages import page, see_other


@pages.get("/termination")
def termination() -> Response:
    lines = own_lines()
    line = line_in(request.args.get("line", ""), lines)
    if line is None and len(lines) != 1:
        return page("orders/choose_number.html", lines=lines, wanted="termination")
    return _termination_page(line or lines[0], len(lines))


@pages.post("/termination")
def begin_end() -> Response:
    form = TerminationForm(ways=(SOON, AT_END))
    line = line_in(form.line.data or "")
    if line is None:
        raise NotFound
    if not form.validate():
        return _termination_page(line, len(own_lines()), form)
    read = dict(part.partition("=")[::2] for part in (form.read.data or "").split(";")).get(form.how.data, "")
    last_day, _, fee = read.partition("/")
    order = begin_termination(session(), asking(), line, form.how.data, (last_day, fee))
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


@pages.get("/assignment")
def assignment() -> Response:
    lines = own_lines()
    line = line_in(request.args.get("line", ""), lines)
    if line is None and len(lines) != 1:
        return page("orders/choose_number.html", lines=lines, wanted="assignment")
    found = line or lines[0]
    return _assignment_page(found, AssignmentForm(formdata=None, data={"line": found.id}))


@pages.post("/assignment")
def begin_handing_over() -> Response:
    form = AssignmentForm()
    line = line_in(form.line.data or "")
    if line is None:
        raise NotFound
    if not form.validate():
        return _assignment_page(line, form, status=422)
    taker = Taker(form.name.data.strip(), form.email.data, form.phone.data)
    order = begin_assignment(session(), asking(), line, taker)
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


def _termination_page(line: Line, count: int, form: TerminationForm | None = None) -> Response:
    endings = endings_of(line, clock.today())
    facts = {"line": line.id, "read": ";".join(_written(ending) for ending in endings)}
    if len(endings) == 1:
        facts["how"] = endings[0].how
    number, trouble = road(line)
    return page(
        "orders/termination.html",
        status=422 if form else 200,
        line=line,
        lines=count,
        endings=endings,
        fee_is_unknown=endings[0].how == AT_END,
        form=form or TerminationForm(ways=[ending.how for ending in endings], formdata=None, data=facts),
        waiting=session().scalars(queries.waiting_about(topic_of(TERMINATION, line))).first(),
        number=number,
        trouble=trouble,
    )


def _assignment_page(line: Line, form: AssignmentForm, *, status: int = 200) -> Response:
    number, trouble = road(line)
    return page(
        "orders/assignment.html",
        status=status,
        line=line,
        form=form,
        earliest=next_period(current_customer().cycle_day, clock.today()),
        waiting=session().scalars(queries.waiting_about(topic_of(ASSIGNMENT, line))).first(),
        number=number,
        trouble=trouble,
    )


def _written(ending: Ending) -> str:
    """As the form carries it: `soon=2026-12-25/0.00`."""
    return f"{ending.how}={ending.last_day.isoformat()}/{ending.fee}"
