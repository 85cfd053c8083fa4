"""Orders: what is about to change, what was ordered, and how one orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.codes import seconds_to_any
from selfcare.auth.models import Code
from selfcare.auth.signed_in import current_customer, current_session
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.documents.models import Document
from selfcare.errors import TooMany
from selfcare.invoices.downloads import download
from selfcare.orders import actions, queries, words
from selfcare.orders.counter import asking, pages
from selfcare.orders.forms import CodeForm
from selfcare.orders.kinds import kind_of
from selfcare.orders.models import DRAFT, DROPPED, Order
from selfcare.orders.receipt import kept_receipt, receipt_of
from selfcare.web.pages import one_or_404, page, see_other

_DONE = {"placed", "cancelled"}  # what ?done= may say


@pages.get("")
def index() -> Response:
    waiting = session().scalars(queries.waiting_of(current_customer())).all()
    closed = session().scalars(queries.closed_before(current_customer(), _key())).all()
    shown = closed[: queries.PAGE]
    return page(
        "orders/index.html",
        waiting=waiting,
        closed=shown,
        next_key=shown[-1].id if len(closed) > queries.PAGE else None,
        order=waiting[0] if waiting else None,
        words=words,
        digest="",
    )


@pages.get("/<number>")
def show(number: str) -> Response:
    order = _order(number)
    if order.state == DRAFT:
        return _code_page(order, CodeForm(formdata=None))
    done = request.args.get("done", "")
    return page(
        "orders/show.html",
        order=order,
        waiting=session().scalars(queries.waiting_of(current_customer())).all(),
        closed=_newest_closed(),
        next_key=None,
        done=done if done in _DONE else "",
        digest=_digest(order),
        words=words,
    )


@pages.post("/<number>/code")
def send_again(number: str) -> Response:
    order = _order(number)
    try:
        actions.send_order_code(session(), asking(), order)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, order)
    session().commit()
    return see_other(url_for("orders.show", number=number))


@pages.post("/<number>/confirm")
def confirm(number: str) -> Response:
    order = _order(number)
    form = CodeForm()
    if not form.validate():
        return _code_page(order, form, status=422)
    try:
        is_placed = actions.place(session(), asking(), order, form.code.data, kind_of(order))
    except TooMany as reason:
        session().rollback()
        return _wait(reason, order)
    session().commit()  # a wrong try counts, too
    if not is_placed:
        form.code.errors = [_("This is not the code, or it is no longer valid.")]
        return _code_page(order, form, status=422)
    return see_other(url_for("orders.show", number=number, done="placed"))


@pages.post("/<number>/cancel")
def cancel(number: str) -> Response:
    order = _order(number)
    actions.cancel(session(), asking(), order, kind_of(order))
    session().commit()
    if order.state == DROPPED:
        return see_other(url_for("orders.index"))
    return see_other(url_for("orders.show", number=number, done="cancelled"))


@pages.get("/<number>/receipt.pdf")
def receipt(number: str) -> Response:
    """Made once, and the same bytes for ever."""
    order = _order(number)
    if order.placed_at is None:
        raise NotFound
    operator = cast("Operator", current_app.extensions["operator"])
    kept = receipt_of(session(), order, operator, now=clock.now())
    content, digest = kept.content, kept.sha256
    try:
        session().commit()
    except OperationalError:  # keeping it is for next time only
        session().rollback()
    return download(content, "application/pdf", f"{order.number}.pdf", digest=digest, inline="inline" in request.args)


def _code_page(order: Order, form: CodeForm, *, status: int = 200, reason: str = "") -> Response:
    """Where the code is typed; for an order that is past that point, the way to it."""
    if order.state != DRAFT:
        return see_other(url_for("orders.show", number=order.number))
    now = clock.now()
    code = session().get(Code, order.code_id) if order.code_id else None
    is_here = code is not None and code.session_id == current_session().id
    return page(
        "orders/code.html",
        status=status,
        order=order,
        form=form,
        reason=reason,
        is_valid=code is not None and is_here and code.can_be_typed(now),
        had_code=order.code_id is not None,
        seconds_to_next=seconds_to_any(session(), current_session().login_key, actions.TO_ORDER, now),
        words=words,
    )


def _wait(reason: TooMany, order: Order) -> Response:
    response = _code_page(order, CodeForm(formdata=None), status=429, reason=str(reason))
    response.headers["Retry-After"] = str(reason.retry_after)
    return response


def _order(number: str) -> Order:
    return one_or_404(queries.order_numbered(current_customer(), number))


def _newest_closed() -> Sequence[Order]:
    return session().scalars(queries.closed_before(current_customer(), None)).all()[: queries.PAGE]


def _digest(order: Order) -> str:
    """SHA-256 of the receipt, once it was made."""
    digest = session().scalars(kept_receipt(order).with_only_columns(Document.sha256)).first()
    return digest.hex() if digest else ""


def _key() -> int | None:
    """The key of the last row of the page before; 404 for what no page of ours links to."""
    text = request.args.get("after")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise NotFound
    return int(text)
