"""The pages of the way in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext as _

from selfcare import clock
from selfcare.auth import actions, devices, one_time, signing_in, step_up_pages
from selfcare.auth.attempts import Attempt, Entered
from selfcare.auth.belonging import goodbye
from selfcare.auth.codes import seconds_to_next
from selfcare.auth.forms import ConfirmForm, NewPasswordForm, OneTimeForm, SignInForm
from selfcare.auth.logins import Login
from selfcare.auth.models import AT_CODE, AT_CONFIRM, AT_NEW_PASSWORD, SIGNED_IN, TO_CONFIRM, TO_SIGN_IN, SessionRow
from selfcare.auth.queries import newest_code
from selfcare.auth.signed_in import (
    current_customer,
    current_session,
    forget_cookie,
    session_behind_cookie,
    set_cookie,
    signed_in_customer,
)
from selfcare.auth.ways_on import way_on
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.web.access import open_to_everyone
from selfcare.web.addresses import START
from selfcare.web.formats import hour
from selfcare.web.pages import page, see_other

pages = Blueprint("auth", __name__)
step_up_pages.init_app(pages)

_DEVICE_COOKIE_LIVES = timedelta(days=400)


@pages.get("/login")
@open_to_everyone
def sign_in() -> Response:
    wanted = way_on(request.args.get("next"))
    if signed_in_customer():
        return see_other(wanted)
    row = _half_open(AT_CODE) if request.args.get("with") != "password" else None
    if row:
        kept = {"login": one_time.typed_login(row, _secret_key()), "my_device": row.my_device, "next": row.next_path}
        return _sign_in_page(OneTimeForm(formdata=None, data=kept), row)
    kept = {"my_device": devices.is_handheld(request.user_agent.string), "next": wanted}
    return _sign_in_page(SignInForm(formdata=None, data=kept), None)


@pages.post("/login")
@open_to_everyone
def answer_sign_in() -> Response:
    half_open = _half_open(AT_CODE)
    form = OneTimeForm() if half_open else SignInForm()
    if not form.validate():
        return _sign_in_page(form, half_open, status=422)
    attempt = _attempt(form)
    try:
        if not attempt.password.strip():
            return _code_is_on_its_way(attempt)
        entered = signing_in.sign_in(session(), attempt)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _sign_in_page(form, half_open, status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too
    if entered is None:
        form.password.errors = [_wrong_code() if half_open else _wrong_password()]
        return _sign_in_page(form, half_open, status=422)
    return _let_in(entered, attempt)


@pages.route("/login/new-password", methods=["GET", "POST"])
@open_to_everyone
def new_password() -> Response:
    row = _half_open(AT_NEW_PASSWORD)
    if row is None or row.customer is None:
        return see_other(url_for("auth.confirm" if _half_open(AT_CONFIRM) else "auth.sign_in"))
    operator = current_app.extensions["operator"]
    form = NewPasswordForm(personal=[operator.name, *actions.known_words(session(), row.customer)])
    if not form.validate_on_submit():
        return _new_password_page(form, row, status=422 if form.is_submitted() else 200)
    try:
        one_time.choose_password(session(), row, form.new_password.data, now=clock.now(), secret_key=_secret_key())
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _new_password_page(form, row, status=429, reason=str(reason)))
    session().commit()
    return see_other(url_for("auth.confirm"))


@pages.route("/login/confirm", methods=["GET", "POST"])
@open_to_everyone
def confirm() -> Response:
    row = _half_open(AT_CONFIRM)
    if row is None:
        return see_other(url_for("auth.new_password" if _half_open(AT_NEW_PASSWORD) else "auth.sign_in"))
    form = ConfirmForm()
    try:
        if request.method == "POST" and request.form.get("again"):
            return _second_code_again(row)
        if not form.validate_on_submit():
            return _confirm_page(form, row, status=422 if form.is_submitted() else 200)
        device_token = one_time.confirm_password(session(), _confirm_attempt(form, row), row)
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _confirm_page(form, row, status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too
    if device_token is None:
        form.code.errors = [_wrong_code()]
        return _confirm_page(form, row, status=422)
    return _password_is_set(row, device_token)


@pages.post("/logout")
def sign_out() -> Response:
    now = clock.now()
    actions.sign_out(session(), current_session(), current_customer(), now=now, request_id=g.request_id)
    session().commit()
    return goodbye()


def _attempt(form: SignInForm) -> Attempt:
    return Attempt(
        login=Login.parse(form.login.data),
        password=form.password.data or "",
        next_path=form.next.data,
        my_device=form.my_device.data,
        **_browser(),
    )


def _browser() -> dict[str, Any]:
    """What an attempt says of the browser it was made in."""
    return {
        "agent": devices.name_of(request.user_agent.string),
        "address": request.remote_addr or "",
        "device_token": request.cookies.get(current_app.config["DEVICE_COOKIE"], ""),
        "row": session_behind_cookie(),
        "now": clock.now(),
        "secret_key": _secret_key(),
        "request_id": g.request_id,
    }


def _code_is_on_its_way(attempt: Attempt) -> Response:
    token = one_time.ask_for_code(session(), attempt)
    session().commit()
    response = see_other(url_for("auth.sign_in"))
    if token:
        set_cookie(response, token, lives=None)
    return response


def _let_in(entered: Entered, attempt: Attempt) -> Response:
    row = entered.row
    if row.stage != SIGNED_IN:
        response = see_other(url_for("auth.new_password"))
        set_cookie(response, entered.token, lives=None)
        return response
    response = see_other(attempt.next_path)
    set_cookie(response, entered.token, lives=signing_in.ON_MY_DEVICE if row.my_device else None)
    _know_device(response, entered.device_token, my_device=row.my_device)
    return response


def _second_code_again(row: SessionRow) -> Response:
    one_time.send_second_code(session(), row, now=clock.now(), secret_key=_secret_key())
    session().commit()
    return see_other(url_for("auth.confirm"))


def _password_is_set(row: SessionRow, device_token: str) -> Response:
    """Step 9: back to the sign-in page."""
    wanted = row.next_path if row.next_path != START else None
    response = see_other(url_for("auth.sign_in", done="password", next=wanted))
    forget_cookie(response)
    _know_device(response, device_token, my_device=row.my_device)
    return response


def _know_device(response: Response, token: str, *, my_device: bool) -> None:
    """Somebody else's computer forgets it with its other cookies."""
    response.set_cookie(
        current_app.config["DEVICE_COOKIE"],
        token,
        max_age=_DEVICE_COOKIE_LIVES if my_device else None,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _sign_in_page(form: SignInForm, row: SessionRow | None, *, status: int = 200, reason: str = "") -> Response:
    """The one form of the way in; after an empty password the same field takes the code."""
    done = request.args.get("done", "") if status == 200 else ""
    return page("auth/sign_in.html", status=status, form=form, reason=reason, done=done, **_code_on_its_way(row))


def _new_password_page(form: NewPasswordForm, row: SessionRow, *, status: int, reason: str = "") -> Response:
    login = one_time.typed_login(row, _secret_key())
    return page("auth/new_password.html", status=status, form=form, login=login, reason=reason)


def _confirm_page(form: ConfirmForm, row: SessionRow, *, status: int, reason: str = "") -> Response:
    code = _code_on_its_way(row)
    if code["valid_until"]:
        until = hour(code["valid_until"])
        form.code.description = _("Valid until %(time)s. Only the newest code counts.", time=until)
    return page("auth/confirm.html", status=status, form=form, reason=reason, **code)


def _code_on_its_way(row: SessionRow | None) -> dict[str, Any]:
    """Until when the newest code can be typed, told alike whether it was sent to anybody or not."""
    if row is None:
        return {"asks_for_code": False, "valid_until": None, "seconds_to_next": 0}
    purpose = TO_SIGN_IN if row.stage == AT_CODE else TO_CONFIRM
    code = session().scalars(newest_code(row, purpose)).one_or_none()
    can_be_typed = code is not None and code.can_be_typed(clock.now())
    return {
        "asks_for_code": True,
        "valid_until": code.expires_at if code and can_be_typed else None,
        "seconds_to_next": seconds_to_next(code, clock.now()) if code else 0,
    }


def _wait(reason: TooMany, response: Response) -> Response:
    response.headers["Retry-After"] = str(reason.retry_after)
    return response


def _half_open(stage: str) -> SessionRow | None:
    row = session_behind_cookie()
    return row if row and row.stage == stage else None


def _confirm_attempt(form: ConfirmForm, row: SessionRow) -> Attempt:
    return Attempt(login=Login(""), password=form.code.data, my_device=row.my_device, **_browser())


def _wrong_password() -> str:
    return str(
        _("The login or the password is wrong. Try again, or leave the password empty to get a one-time password.")
    )


def _wrong_code() -> str:
    return str(
        _("This code is wrong, or it is not the newest one, or its time is over. Try again or have a new one sent.")
    )


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
