"""The pages for whoever has no phone any more: open to everyone, the same answers for everybody."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _

from selfcare import clock
from selfcare.auth.attempts import Attempt
from selfcare.auth.codes import seconds_to_next
from selfcare.auth.devices import name_of
from selfcare.auth.logins import Login
from selfcare.auth.models import SIGNED_IN, SessionRow
from selfcare.auth.one_time import typed_login
from selfcare.auth.queries import newest_code
from selfcare.auth.signed_in import session_behind_cookie, set_cookie, signed_in_customer
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.lines.numbers import shown
from selfcare.orders.choosing import line_in
from selfcare.orders.counter import pages
from selfcare.orders.sim_exchange import CARD, ESIM
from selfcare.orders.sim_forms import BlockForm, StolenForm
from selfcare.orders.stolen import (
    AT_BLOCK,
    NO_REPLACEMENT,
    TO_BLOCK,
    ask_for_block_code,
    block_with_code,
    was_used_here,
)
from selfcare.web.access import open_to_everyone
from selfcare.web.pages import page, see_other

_DONE = {"blocked", "asked"}  # what ?done= may say; asked: another SIM, too


@pages.get("/stolen")
@open_to_everyone
def stolen() -> Response:
    line = line_in(request.args.get("line", "")) if signed_in_customer() else None
    done = request.args.get("done", "")
    form = StolenForm(formdata=None, data={"number": shown(line.msisdn) if line else ""})
    return page("orders/stolen.html", form=form, done=done if done in _DONE else "", reason="")


@pages.post("/stolen")
@open_to_everyone
def report_stolen() -> Response:
    form = StolenForm()
    if not form.validate():
        return page("orders/stolen.html", status=422, form=form, done="", reason="")
    try:
        token = ask_for_block_code(session(), _attempt(form.number.data))
    except TooMany as reason:
        session().rollback()
        return _wait(reason, page("orders/stolen.html", status=429, form=form, done="", reason=str(reason)))
    session().commit()
    response = see_other(url_for("orders.block_sim"))
    if token:
        set_cookie(response, token, lives=None)
    return response


@pages.get("/stolen/code")
@open_to_everyone
def block_sim() -> Response:
    row = _row()
    if row is None:
        return see_other(url_for("orders.stolen"))
    return _code_page(row, _form(formdata=None))


@pages.post("/stolen/code")
@open_to_everyone
def confirm_block() -> Response:
    row, form, now = _row(), _form(), clock.now()
    if row is None:
        return see_other(url_for("orders.stolen"))
    if was_used_here(session(), row, now):
        return see_other(url_for("orders.stolen", done="blocked"))
    if not form.validate():
        return _code_page(row, form, status=422)
    wanted = form.replacement.data
    try:
        line = block_with_code(session(), _attempt(_number(row), form.code.data), wanted, today=clock.today())
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _code_page(row, form, status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too
    if line is None:
        form.code.errors = [_("This code is wrong, or it is not the newest one, or its time is over.")]
        return _code_page(row, form, status=422)
    return see_other(url_for("orders.stolen", done="blocked" if wanted == NO_REPLACEMENT else "asked"))


def _code_page(row: SessionRow, form: BlockForm, *, status: int = 200, reason: str = "") -> Response:
    code = session().scalars(newest_code(row, TO_BLOCK)).one_or_none()
    now = clock.now()
    return page(
        "orders/stolen_code.html",
        status=status,
        form=form,
        number=_number(row),
        reason=reason,
        is_valid=code is not None and code.can_be_typed(now),
        seconds_to_next=seconds_to_next(code, now) if code else 0,
    )


def _form(**rest: object) -> BlockForm:
    replacements = [
        (NO_REPLACEMENT, _("No, only block it")),
        (CARD, _("Yes, a SIM card")),
        (ESIM, _("Yes, an eSIM")),
    ]
    return BlockForm(replacements=replacements, **rest)


def _row() -> SessionRow | None:
    """What this browser has, if a code was asked for in it."""
    row = session_behind_cookie()
    if row is None or row.stage not in {AT_BLOCK, SIGNED_IN} or not row.typed_login:
        return None
    return row


def _number(row: SessionRow) -> str:
    try:
        return typed_login(row, _secret_key())
    except InvalidToken:
        return ""


def _attempt(number: str | None, code: str = "") -> Attempt:
    return Attempt(
        login=Login.parse(number or ""),
        password=code,
        agent=name_of(request.user_agent.string),
        address=request.remote_addr or "",
        device_token=request.cookies.get(current_app.config["DEVICE_COOKIE"], ""),
        row=session_behind_cookie(),
        now=clock.now(),
        secret_key=_secret_key(),
        request_id=g.request_id,
    )


def _wait(reason: TooMany, response: Response) -> Response:
    response.headers["Retry-After"] = str(reason.retry_after)
    return response


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
