"""The pages on which e-mail or contact number are changed: who is asking, which one, both codes; and the way back."""

from __future__ import annotations

from typing import cast

from flask import Response, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.codes import seconds_to_next
from selfcare.auth.models import Code
from selfcare.auth.signed_in import current_customer, current_session
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.orders import contact_queries
from selfcare.orders.actions import topic_of
from selfcare.orders.contact_change import (
    begin_contact_change,
    drop_contact_change,
    prove_contact,
    send_contact_codes,
)
from selfcare.orders.contact_models import EMAIL_ADDRESS, FIELDS, ContactChange
from selfcare.orders.counter import asking, pages
from selfcare.orders.forms import ContactCodesForm, NewEmailForm, NewNumberForm
from selfcare.orders.models import CONTACT_CHANGE
from selfcare.orders.queries import waiting_about
from selfcare.orders.way_back import change_behind, take_back
from selfcare.web.access import open_to_everyone
from selfcare.web.pages import one_or_404, page, see_other

Form = NewEmailForm | NewNumberForm


@pages.get("/contact-change/<what>")
def contact_change(what: str) -> Response:
    form = _form(what)
    if not current_session().is_confirmed_lately(clock.now()):
        return _to_proof(what)
    return _wish_page(what, form(formdata=None))


@pages.post("/contact-change/<what>")
def begin_contact(what: str) -> Response:
    form = _form(what)()
    if not current_session().is_confirmed_lately(clock.now()):
        return see_other(url_for("auth.step_up", next=url_for("orders.contact_change", what=what)))
    if not form.validate():
        return _wish_page(what, form, status=422)
    try:
        change = begin_contact_change(session(), asking(), what, form.wanted.data)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _wish_page(what, form, status=429, reason=str(reason)))
    session().commit()
    return see_other(url_for("orders.contact_codes", change_id=change.id))


@pages.get("/contact-change/<int:change_id>")
def contact_codes(change_id: int) -> Response:
    change = _change(change_id)
    return _codes_page(change, _codes_form(change, fresh=True))


@pages.post("/contact-change/<int:change_id>")
def prove(change_id: int) -> Response:
    change = _change(change_id)
    form = _codes_form(change)
    if not form.validate():
        return _codes_page(change, form, status=422)
    typed = {side: form[side].data for side in ("new", "old") if side in form}
    try:
        wrong = prove_contact(session(), asking(), change, typed)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _codes_page(change, _codes_form(change, fresh=True), status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too, and so does what was right
    if wrong:
        form = _codes_form(change, fresh=True)
        for side in wrong:
            form[side].errors = [_("This is not the code, or it is no longer valid.")]
        return _codes_page(change, form, status=422)
    return _on(change)


@pages.post("/contact-change/<int:change_id>/codes")
def send_contact_again(change_id: int) -> Response:
    change = _change(change_id)
    try:
        send_contact_codes(session(), asking(), change)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _codes_page(change, _codes_form(change, fresh=True), status=429, reason=str(reason)))
    session().commit()
    return see_other(url_for("orders.contact_codes", change_id=change_id))


@pages.post("/contact-change/<int:change_id>/drop")
def drop_contact(change_id: int) -> Response:
    drop_contact_change(session(), _change(change_id), now=clock.now())
    session().commit()
    return see_other(url_for("account.contact"))


@pages.get("/way-back/<token>")
@open_to_everyone
def way_back(token: str) -> Response:
    """A page with a button: programs that only look at links in messages change nothing."""
    change = change_behind(session(), token, clock.now())
    return page("orders/way_back.html", change=change, token=token, done=request.args.get("done") == "back")


@pages.post("/way-back/<token>")
@open_to_everyone
def go_back(token: str) -> Response:
    change = change_behind(session(), token, clock.now())
    if change is None:
        return page("orders/way_back.html", status=409, change=None, token=token, done=False)
    take_back(session(), change, now=clock.now(), today=clock.today(), request_id=g.request_id)
    session().commit()
    return see_other(url_for("orders.way_back", token=token, done="back"))


def _wish_page(what: str, form: Form, *, status: int = 200, reason: str = "") -> Response:
    topic = topic_of(CONTACT_CHANGE, current_customer(), what)
    return page(
        "orders/contact_change.html",
        status=status,
        what=what,
        form=form,
        former=getattr(current_customer(), FIELDS[what]),
        waiting=session().scalars(waiting_about(topic)).first(),
        reason=reason,
    )


def _codes_page(change: ContactChange, form: ContactCodesForm, *, status: int = 200, reason: str = "") -> Response:
    """Where the codes are typed; for a change that is past that point, the way to its order."""
    if not change.is_open:
        return _on(change)
    now = clock.now()
    codes = [session().get(Code, code_id) for code_id in (change.new_code_id, change.old_code_id) if code_id]
    ours = [code for code in codes if code and code.session_id == current_session().id]
    return page(
        "orders/contact_codes.html",
        status=status,
        change=change,
        form=form,
        reason=reason,
        seconds=max((seconds_to_next(code, now) for code in ours), default=0),
        is_here=change.session_id == current_session().id,
    )


def _on(change: ContactChange) -> Response:
    if change.order is None:
        return see_other(url_for("orders.contact_change", what=change.what))
    return see_other(url_for("orders.show", number=change.order.number, done="placed"))


def _codes_form(change: ContactChange, *, fresh: bool = False) -> ContactCodesForm:
    sides = change.still_to_prove()
    return ContactCodesForm(sides=sides, formdata=None) if fresh else ContactCodesForm(sides=sides)


def _form(what: str) -> type[Form]:
    if what not in FIELDS:
        raise NotFound
    return NewEmailForm if what == EMAIL_ADDRESS else NewNumberForm


def _change(change_id: int) -> ContactChange:
    return one_or_404(contact_queries.change_of(current_customer(), change_id))


def _to_proof(what: str) -> Response:
    """Password and a code first; then back to what was asked for."""
    wanted = url_for("orders.contact_change", what=what)
    return cast("Response", redirect(url_for("auth.step_up", next=wanted), 302))


def _wait(reason: TooMany, response: Response) -> Response:
    response.headers["Retry-After"] = str(reason.retry_after)
    return response
