"""Which member of staff is asking. Every address below /staff passes here; what is not marked opens for nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.audit import actions as audit
from selfcare.auth.tokens import hash_of
from selfcare.customers.models import Customer
from selfcare.database import begin_writing, session
from selfcare.staff.models import ADMIN, AGENT, ROLES, SUPERVISOR, StaffMember, StaffSession
from selfcare.staff.places import places_of
from selfcare.staff.queries import staff_session_with
from selfcare.web.access import is_behind_counter, is_open_to_everyone

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = (AGENT, SUPERVISOR, ADMIN)
SENIORS = (SUPERVISOR, ADMIN)
ADMINS = (ADMIN,)
FRAME = "layout/staff.html"

_SEEN_EVERY = timedelta(minutes=1)


def init_app(app: Flask, *, cookie_prefix: str) -> None:
    app.config["STAFF_COOKIE"] = f"{cookie_prefix}staff"
    app.before_request(_only_staff)
    app.context_processor(_staff_words)


def only_for(*roles: str) -> Callable[[View], View]:
    """Mark a page of staff with the roles that may see it. Others read that there is no such page."""
    assert roles, "name the roles"  # noqa: S101  # at start, not on a request
    assert set(roles) <= set(ROLES), roles  # noqa: S101

    def mark(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def current_staff() -> StaffMember:
    """The member of staff of this request."""
    return current_staff_session().member


def current_staff_session() -> StaffSession:
    return cast("StaffSession", g.staff_session)


def signed_in_staff() -> StaffMember | None:
    """The same on pages that are open to everyone; None for a stranger."""
    row = cast("StaffSession | None", g.get("staff_session"))
    return row.member if row else None


def note_look(customer: Customer | None, what: str = "staff_looked", **facts: str | int) -> None:
    """Write a look into the log that the customer reads, and commit, before anything is shown.

    None when it is not known whose that is.
    """
    session().commit()
    begin_writing()
    audit.record(
        session(),
        what,
        now=clock.now(),
        customer_no=customer.customer_no if customer else "",
        actor=current_staff().email,
        request_id=g.request_id,
        **facts,
    )
    session().commit()


def set_cookie(response: Response, token: str) -> None:
    """Hand the browser its session. It stays after signing out: it opens nothing then, but it is no stranger's."""
    response.set_cookie(
        current_app.config["STAFF_COOKIE"],
        token,
        max_age=timedelta(days=30),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def staff_token() -> str:
    """What this browser's cookie says, whether it opens anything or not."""
    return request.cookies.get(current_app.config["STAFF_COOKIE"], "")


def _only_staff() -> Response | None:
    if not is_behind_counter():
        return None
    g.staff_session = None  # should the database be away, its error page must not ask it again
    g.staff_session = _find_row()
    if g.staff_session:
        g.frame = FRAME
    if is_open_to_everyone():
        return None
    roles: frozenset[str] = getattr(current_app.view_functions[str(request.endpoint)], "roles", frozenset())
    if g.staff_session is None:
        return _send_to_sign_in()
    if current_staff().role not in roles:
        raise NotFound
    _note_seen(current_staff_session())
    return None


def _find_row() -> StaffSession | None:
    token = staff_token()
    if not token:
        return None
    return session().scalars(staff_session_with(hash_of(token), clock.now())).one_or_none()


def _send_to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/staff"
    address = url_for("staff.sign_in", next=wanted) if wanted != "/staff" else url_for("staff.sign_in")
    if request.headers.get("HX-Request") == "true":
        return Response("", 401, {"HX-Redirect": address, "Cache-Control": "no-store"})
    return cast("Response", redirect(address, 302))


def _note_seen(row: StaffSession) -> None:
    """Whoever works is not idle. Once a minute; a full disk must not stop anyone from reading."""
    now = clock.now()
    if now - row.seen_at < _SEEN_EVERY:
        return
    if request.method != "GET":
        row.seen_at = now  # kept with whatever the form does
        return
    try:
        with session().begin_nested():
            row.seen_at = now
        session().commit()
    except OperationalError:
        session().rollback()


def _staff_words() -> dict[str, Any]:
    """What the frame shows: who is signed in, and the places of that role."""
    member = signed_in_staff()
    return {"staff": member, "places": places_of(member) if member else ()}
