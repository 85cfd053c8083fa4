"""Taking back the block of a SIM, when the phone was found and its owner is known. For supervisors."""

from __future__ import annotations

from flask import Response, g, url_for

from selfcare import clock
from selfcare.customers.models import Customer
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.orders.stolen import unblock
from selfcare.staff.counter import pages
from selfcare.staff.customer_queries import line_numbered
from selfcare.staff.customer_views import card_of
from selfcare.staff.forms import ReasonForm
from selfcare.staff.signed_in import SENIORS, current_staff, note_look, only_for
from selfcare.web.pages import one_or_404, page, see_other


@pages.get("/customers/<customer_no>/sim/<int(max=9223372036854775807):line_id>")
@only_for(*SENIORS)
def sim(customer_no: str, line_id: int) -> Response:
    found, _balance, _main = card_of(customer_no)
    line = one_or_404(line_numbered(found, line_id))
    note_look(found)
    return _sim_page(found, line, ReasonForm(formdata=None))


@pages.post("/customers/<customer_no>/sim/<int(max=9223372036854775807):line_id>")
@only_for(*SENIORS)
def unblock_sim(customer_no: str, line_id: int) -> Response:
    """Pressed twice it is once in the log, and the customer is told once."""
    found, _balance, _main = card_of(customer_no)
    line = one_or_404(line_numbered(found, line_id).with_for_update())
    form = ReasonForm()
    if not form.validate():
        return _sim_page(found, line, form, status=422)
    facts = {"request_id": g.request_id, "because": form.reason.data}
    unblock(session(), line, now=clock.now(), actor=current_staff().email, **facts)
    session().commit()
    return see_other(url_for("staff.customer", customer_no=found.customer_no, done="unblocked"))


def _sim_page(found: Customer, line: Line, form: ReasonForm, *, status: int = 200) -> Response:
    return page("staff/sim.html", status=status, found=found, line=line, form=form)
