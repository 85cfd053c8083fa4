"""The pages on which something about the account is ordered: paper or electronic invoices, and a refund of credit."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.balance.actions import free_credit
from selfcare.balance.payouts import TERM
from selfcare.brand import Dues, Operator
from selfcare.database import session
from selfcare.money import Money
from selfcare.orders import queries
from selfcare.orders.account_wording import paper_changes
from selfcare.orders.actions import topic_of
from selfcare.orders.choosing import road
from selfcare.orders.counter import asking, pages
from selfcare.orders.forms import PaperForm, PayoutForm
from selfcare.orders.models import PAPER_CHANGE, PAYOUT, Order
from selfcare.orders.paper import begin_paper_change, paper_change_of
from selfcare.orders.payout_order import begin_payout
from selfcare.web.formats import money
from selfcare.web.pages import page, see_other


@pages.get("/paper")
def paper() -> Response:
    order = paper_change_of(current_customer(), _paper_price(), clock.today())
    facts = order.facts
    read = {
        "wanted": "paper" if facts["paper"] else "electronic",
        "monthly": facts["monthly"],
        "day": order.effective_on.isoformat(),
    }
    number, trouble = road(None)
    return page(
        "orders/paper.html",
        form=PaperForm(formdata=None, data=read),
        order=order,
        wants_paper=facts["paper"],
        changes=paper_changes(order),
        price=_paper_price(),
        waiting=_waiting(PAPER_CHANGE),
        number=number,
        trouble=trouble,
    )


@pages.post("/paper")
def begin_paper() -> Response:
    form = PaperForm()
    read = (form.wanted.data or "", form.monthly.data or "", form.day.data or "")
    order = begin_paper_change(session(), asking(), _paper_price(), read)
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


@pages.get("/refund")
def payout() -> Response:
    return _payout_page(PayoutForm(formdata=None))


@pages.post("/refund")
def begin_refund() -> Response:
    form = PayoutForm()
    if not form.validate():
        return _payout_page(form, status=422)
    amount, credit = form.money, free_credit(session(), current_customer())
    if not Money() < amount <= credit:
        form.amount.errors = [_("Your credit is %(amount)s. Choose at most so much.", amount=money(credit))]
        return _payout_page(form, status=422)
    order = begin_payout(session(), asking(), amount, form.account.data, Money.rounded(_dues().payout_needs_two_above))
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


def _payout_page(form: PayoutForm, *, status: int = 200) -> Response:
    credit = free_credit(session(), current_customer())
    if not form.is_submitted():
        form.amount.data = str(credit).replace(".", ",")
    number, trouble = road(None)
    return page(
        "orders/payout.html",
        status=status,
        form=form,
        credit=credit,
        last_day=clock.today() + TERM,
        waiting=_waiting(PAYOUT),
        number=number,
        trouble=trouble,
    )


def _waiting(kind: str) -> Order | None:
    return session().scalars(queries.waiting_about(topic_of(kind, current_customer()))).first()


def _paper_price() -> Money:
    return Money.rounded(_dues().paper_invoice)


def _dues() -> Dues:
    return cast("Operator", current_app.extensions["operator"]).dues
