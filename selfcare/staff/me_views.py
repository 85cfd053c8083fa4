"""One's own account: where one is signed in, and out again."""

from __future__ import annotations

from flask import Response, g, request, url_for

from selfcare import clock
from selfcare.audit import actions as audit
from selfcare.database import session
from selfcare.staff.counter import pages
from selfcare.staff.desk import id_or_404
from selfcare.staff.models import StaffSession
from selfcare.staff.queries import sessions_of_member
from selfcare.staff.signed_in import EVERYBODY, current_staff, current_staff_session, only_for
from selfcare.staff.signing_in import end_session
from selfcare.web.pages import one_or_404, page, see_other


@pages.get("/me")
@only_for(*EVERYBODY)
def me() -> Response:
    found = session().scalars(sessions_of_member(current_staff(), clock.now())).all()
    return page("staff/me.html", sessions=found, this=current_staff_session(), done=request.args.get("done", ""))


@pages.post("/me/sessions/<int:session_id>/end")
@only_for(*EVERYBODY)
def end_own_session(session_id: int) -> Response:
    now, member = clock.now(), current_staff()
    row = one_or_404(sessions_of_member(member, now).where(StaffSession.id == id_or_404(session_id)))
    end_session(row, now=now)
    audit.record(session(), "staff_session_ended", now=now, actor=member.email, request_id=g.request_id)
    session().commit()
    return see_other(url_for("staff.me", done="session"))
