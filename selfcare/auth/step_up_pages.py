"""The page that asks for the password and then for a code, before something that others must never see."""

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext as _

from selfcare import clock
from selfcare.auth import stepping_up
from selfcare.auth.codes import seconds_to_next
from selfcare.auth.forms import ConfirmForm, PasswordAgainForm
from selfcare.auth.models import Code
from selfcare.auth.signed_in import current_customer, current_session, set_cookie
from selfcare.auth.signing_in import ON_MY_DEVICE
from selfcare.auth.ways_on import way_on
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.web.formats import hour
from selfcare.web.pages import page, see_other


def init_app(pages: Blueprint) -> None:
    pages.add_url_rule("/prove", view_func=step_up)
    pages.add_url_rule("/prove", view_func=begin_step_up, methods=["POST"])
    pages.add_url_rule("/prove/code", view_func=finish_step_up, methods=["POST"])


def step_up() -> Response:
    """`next` is where it leads; straight there for whoever proved himself a moment ago."""
    wanted, now = way_on(request.args.get("next")), clock.now()
    if current_session().is_confirmed_lately(now):
        return see_other(wanted)
    code = stepping_up.waiting_code(session(), current_session(), now)
    if code and request.args.get("with") != "password":
        return _code_page(ConfirmForm(formdata=None), code, wanted)
    return _password_page(PasswordAgainForm(formdata=None), wanted)


def begin_step_up() -> Response:
    wanted, form = way_on(request.form.get("next")), PasswordAgainForm()
    if not form.validate():
        return _password_page(form, wanted, status=422)
    row, password, now = current_session(), form.password.data, clock.now()
    try:
        token = stepping_up.begin(session(), row, current_customer(), password, now=now, secret_key=_secret_key())
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _password_page(form, wanted, status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too
    if token is None:
        form.password.errors = [_("This is not your password. Try again.")]
        return _password_page(form, wanted, status=422)
    return _with_cookie(see_other(url_for("auth.step_up", next=wanted)), token)


def finish_step_up() -> Response:
    wanted, form, now = way_on(request.form.get("next")), ConfirmForm(), clock.now()
    code = stepping_up.waiting_code(session(), current_session(), now)
    if request.form.get("again"):
        return _another_code(form, code, wanted)
    if code is None:
        return see_other(url_for("auth.step_up", next=wanted))
    if not form.validate():
        return _code_page(form, code, wanted, status=422)
    row, typed = current_session(), form.code.data
    try:
        token = stepping_up.finish(
            session(), row, current_customer(), typed, now=now, secret_key=_secret_key(), request_id=g.request_id
        )
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _code_page(form, code, wanted, status=429, reason=str(reason)))
    session().commit()  # a wrong try counts, too
    if token is None:
        form.code.errors = [_("This code is wrong, or it is not the newest one, or its time is over.")]
        return _code_page(form, code, wanted, status=422)
    return _with_cookie(see_other(wanted), token)


def _another_code(form: ConfirmForm, code: Code | None, wanted: str) -> Response:
    """A new code while the password still counts; without that all begins anew."""
    if not current_session().is_proved_lately(clock.now()):
        return see_other(url_for("auth.step_up", next=wanted))
    try:
        stepping_up.send_again(session(), current_session(), now=clock.now(), secret_key=_secret_key())
    except TooMany as reason:
        session().rollback()
        return _wait(reason, _code_page(form, code, wanted, status=429, reason=str(reason)))
    session().commit()
    return see_other(url_for("auth.step_up", next=wanted))


def _password_page(form: PasswordAgainForm, wanted: str, *, status: int = 200, reason: str = "") -> Response:
    return page("auth/prove.html", status=status, form=form, wanted=wanted, reason=reason)


def _code_page(form: ConfirmForm, code: Code | None, wanted: str, *, status: int = 200, reason: str = "") -> Response:
    if code:
        until = hour(code.expires_at)
        form.code.description = _("Valid until %(time)s. Only the newest code counts.", time=until)
    seconds = seconds_to_next(code, clock.now()) if code else 0
    return page("auth/prove_code.html", status=status, form=form, wanted=wanted, reason=reason, seconds=seconds)


def _with_cookie(response: Response, token: str) -> Response:
    set_cookie(response, token, lives=ON_MY_DEVICE if current_session().my_device else None)
    return response


def _wait(reason: TooMany, response: Response) -> Response:
    response.headers["Retry-After"] = str(reason.retry_after)
    return response


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
