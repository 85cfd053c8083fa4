"""Who is asking: the session row behind our cookie, and what Flask-Login knows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, Request, Response, current_app, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import OperationalError

from selfcare import clock
from selfcare.auth.models import SIGNED_IN, SessionRow
from selfcare.auth.queries import session_with
from selfcare.auth.tokens import hash_of as hash_of  # noqa: PLC0414  # known by this name to tests and pages
from selfcare.customers.models import Customer
from selfcare.database import begin_writing, session
from selfcare.web.access import is_apart_from_database, is_behind_counter, is_open_to_everyone

_SEEN_EVERY = timedelta(minutes=1)

login_manager = LoginManager()
# It signs people out when their IP address changes; phones change theirs all day.
login_manager.session_protection = None


class SignedIn(UserMixin):
    """A session row, as Flask-Login wants it."""

    def __init__(self, row: SessionRow) -> None:
        self.row = row

    def get_id(self) -> str:
        return str(self.row.id)


def init_app(app: Flask, *, cookie_prefix: str) -> None:
    login_manager.init_app(app)
    app.config["SID_COOKIE"] = f"{cookie_prefix}sid"
    app.config["DEVICE_COOKIE"] = f"{cookie_prefix}device"
    app.before_request(_only_signed_in)
    app.context_processor(lambda: {"customer": signed_in_customer()})


def current_customer() -> Customer:
    """The customer of this request. Every lookup of a private page starts here."""
    return cast("Customer", cast("SignedIn", current_user).row.customer)


def signed_in_customer() -> Customer | None:
    """The same on pages that are open to everyone; None for a stranger."""
    return current_customer() if current_user and current_user.is_authenticated else None


def current_session() -> SessionRow:
    return cast("SignedIn", current_user).row


def session_behind_cookie() -> SessionRow | None:
    """The row of this browser, also a half-open one; None if it ended, ran out or was never ours."""
    if "session_row" not in g:
        g.session_row = None  # should the database be away, its error page must not ask it again
        g.session_row = _find_row(request.cookies.get(current_app.config["SID_COOKIE"], ""))
    return cast("SessionRow | None", g.session_row)


def set_cookie(response: Response, token: str, *, lives: timedelta | None) -> None:
    """Hand the browser its session. `lives` None: gone when the browser is closed."""
    response.set_cookie(
        current_app.config["SID_COOKIE"],
        token,
        max_age=lives,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def forget_cookie(response: Response) -> None:
    response.delete_cookie(
        current_app.config["SID_COOKIE"],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


@login_manager.request_loader
def _load(_request: Request) -> SignedIn | None:
    row = session_behind_cookie()
    return SignedIn(row) if row and row.stage == SIGNED_IN and row.customer else None


def _find_row(token: str) -> SessionRow | None:
    if not token:
        return None
    row = session().scalars(session_with(hash_of(token), clock.now())).unique().one_or_none()
    if row:
        row.came_by_former = row.token_hash != hash_of(token)
    if row and row.customer and not row.customer.may_sign_in:
        return None
    if row and row.customer and row.stage == SIGNED_IN:
        g.language = row.customer.speaks
    return row


def _only_signed_in() -> Response | None:
    """Pages are private unless marked. The row is looked up for all of them: error pages, too, greet by name."""
    if is_apart_from_database():
        g.session_row = None
        return None
    if request.method == "POST":
        begin_writing()
    if is_behind_counter():
        g.session_row = None
        return None
    session_behind_cookie()
    if is_open_to_everyone():
        return None
    if current_user.is_authenticated:
        _note_seen(current_session())
        return None
    return _send_to_sign_in()


def _send_to_sign_in() -> Response:
    """A page is sent to sign-in; htmx is told to go there, or the sign-in page would land inside a card."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    address = url_for("auth.sign_in", next=wanted) if wanted != "/" else url_for("auth.sign_in")
    if request.headers.get("HX-Request") == "true":
        return Response("", 401, {"HX-Redirect": address, "Cache-Control": "no-store"})
    return cast("Response", redirect(address, 302))


def _note_seen(row: SessionRow) -> None:
    """Remember when this browser was here last, once a minute; a full disk must not stop anyone from reading."""
    now = clock.now()
    if request.method != "GET" or now - row.seen_at < _SEEN_EVERY:
        return
    try:
        with session().begin_nested():
            row.seen_at = now
        session().commit()
    except OperationalError:
        session().rollback()
