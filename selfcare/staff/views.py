"""The front door of the other side of the counter."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.audit import actions as audit
from selfcare.auth import devices
from selfcare.auth.attempts import Attempt
from selfcare.auth.logins import Login
from selfcare.auth.tokens import hash_of
from selfcare.database import session
from selfcare.errors import TooMany
from selfcare.staff import authenticator, inviting, signing_in
from selfcare.staff.counter import pages
from selfcare.staff.forms import SetUpForm, StaffSignInForm, way_on
from selfcare.staff.models import StaffMember
from selfcare.staff.places import places_of
from selfcare.staff.queries import member_with_link
from selfcare.staff.signed_in import (
    EVERYBODY,
    current_staff,
    current_staff_session,
    only_for,
    set_cookie,
    signed_in_staff,
    staff_token,
)
from selfcare.web.access import open_to_everyone
from selfcare.web.pages import page, see_other


@pages.get("")
@only_for(*EVERYBODY)
def start() -> Response:
    """The first place that there is."""
    return see_other(places_of(current_staff())[0].path)


@pages.get("/login")
@open_to_everyone
def sign_in() -> Response:
    if signed_in_staff():
        return see_other(way_on(request.args.get("next")))
    return _sign_in_page(StaffSignInForm(formdata=None, data={"next": request.args.get("next")}))


@pages.post("/login")
@open_to_everyone
def answer_sign_in() -> Response:
    form = StaffSignInForm()
    if not form.validate():
        return _sign_in_page(form, status=422)
    try:
        token = signing_in.sign_in(session(), _attempt(form), form.code.data)
    except TooMany as reason:
        session().rollback()
        response = _sign_in_page(form, status=429, reason=str(reason))
        response.headers["Retry-After"] = str(reason.retry_after)
        return response
    session().commit()  # a wrong try counts, too
    if token is None:
        form.password.errors = [_("The e-mail, the password or the code is wrong. Each code works once.")]
        return _sign_in_page(form, status=422)
    response = see_other(form.next.data)
    set_cookie(response, token)
    return response


@pages.route("/set-up/<token>", methods=["GET", "POST"])
@open_to_everyone
def set_up(token: str) -> Response:
    member = _member_with_link(token)
    operator = current_app.extensions["operator"]
    form = SetUpForm(personal=[operator.name, member.email, member.name])
    if not form.validate_on_submit():
        return _set_up_page(form, member, status=422 if form.is_submitted() else 200)
    facts: dict[str, Any] = {"now": clock.now(), "secret_key": _secret_key(), "request_id": g.request_id}
    if not inviting.set_up(session(), member, form.new_password.data, form.code.data, **facts):
        form.code.errors = [_("This code does not fit. Wait for the next one in the app and type that.")]
        return _set_up_page(form, member, status=422)
    session().commit()
    return see_other(url_for("staff.sign_in", done="ready"))


@pages.post("/logout")
@only_for(*EVERYBODY)
def sign_out() -> Response:
    now = clock.now()
    signing_in.end_session(current_staff_session(), now=now)
    audit.record(session(), "staff_signed_out", now=now, actor=current_staff().email, request_id=g.request_id)
    session().commit()
    return see_other(url_for("staff.sign_in", done="signed_out"))


def _member_with_link(token: str) -> StaffMember:
    member = session().scalars(member_with_link(hash_of(token), clock.now())).one_or_none()
    if member is None:
        raise NotFound
    return member


def _attempt(form: StaffSignInForm) -> Attempt:
    return Attempt(
        login=Login(form.email.data),
        password=form.password.data,
        agent=devices.name_of(request.user_agent.string),
        address=request.remote_addr or "",
        device_token=staff_token(),
        now=clock.now(),
        secret_key=_secret_key(),
        request_id=g.request_id,
    )


def _sign_in_page(form: StaffSignInForm, *, status: int = 200, reason: str = "") -> Response:
    done = request.args.get("done", "") if status == 200 else ""
    return page("staff/sign_in.html", status=status, form=form, reason=reason, done=done)


def _set_up_page(form: SetUpForm, member: StaffMember, *, status: int) -> Response:
    secret = authenticator.secret_of(member, _secret_key())
    picture = authenticator.picture(member, secret, current_app.extensions["operator"].name)
    groups = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    facts: dict[str, Any] = {"secret": secret, "groups": groups, "picture": picture, "member": member}
    return page("staff/set_up.html", status=status, form=form, **facts)


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
