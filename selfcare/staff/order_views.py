"""Orders that wait: a person can say that one will be done, is done, from which day, or is not possible."""

from __future__ import annotations

from flask import Response

from selfcare import clock
from selfcare.database import session
from selfcare.orders import settling
from selfcare.orders import words as order_words
from selfcare.orders.models import Order
from selfcare.staff.counter import pages
from selfcare.staff.desk import address_of, case_at, case_page, found_or_404
from selfcare.staff.desk_forms import ACCEPT, REJECT, OrderForm
from selfcare.staff.queues import ORDER
from selfcare.staff.signed_in import EVERYBODY, current_staff, only_for
from selfcare.web.pages import see_other


@pages.get("/queue/order/<int:case_id>")
@only_for(*EVERYBODY)
def order(case_id: int) -> Response:
    found = found_or_404(ORDER, case_id)
    return _order_page(found, OrderForm(order=found, data={"effective_on": found.effective_on}))


@pages.post("/queue/order/<int:case_id>")
@only_for(*EVERYBODY)
def decide_order(case_id: int) -> Response:
    found = found_or_404(ORDER, case_id)
    form = OrderForm(order=found)
    if not form.validate():
        return _order_page(found, form, status=422)
    by, now, on = current_staff().email, clock.now(), form.effective_on.data
    if form.decision.data == REJECT:
        settling.reject(session(), found, said=form.reason.data.strip(), actor=by, now=now)
    elif form.decision.data == ACCEPT or on > clock.today():
        settling.accept(session(), found, effective_on=on, actor=by, now=now)
    else:
        settling.finish(session(), found, effective_on=on, actor=by, now=now)
    session().commit()
    return see_other(address_of(ORDER, case_id, done="decided"))


def _order_page(found: Order, form: OrderForm, *, status: int = 200) -> Response:
    case = case_at(ORDER, found.id, found.customer)
    return case_page("order", case, status=status, order=found, form=form, order_words=order_words)
