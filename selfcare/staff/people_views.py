"""Who may answer: inviting, roles, ends, and new set-up links. For administrators."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request, url_for

from selfcare import clock
from selfcare.database import session
from selfcare.notifications import actions as notifications
from selfcare.notifications.models import EMAIL
from selfcare.staff import inviting
from selfcare.staff.counter import pages
from selfcare.staff.forms import InviteForm, RoleForm
from selfcare.staff.models import StaffMember
from selfcare.staff.queries import all_members, last_seen, member_numbered
from selfcare.staff.signed_in import ADMINS, current_staff, only_for
from selfcare.web.pages import one_or_404, page, see_other


@pages.get("/people")
@only_for(*ADMINS)
def people() -> Response:
    return _people_page(InviteForm(formdata=None))


@pages.post("/people")
@only_for(*ADMINS)
def invite() -> Response:
    form = InviteForm()
    if not form.validate():
        return _people_page(form, status=422)
    facts = {"name": form.name.data, "role": form.role.data, "by": current_staff().email, **_facts()}
    member, token = inviting.invite(session(), form.email.data, **facts)
    _send_link(member, token)
    session().commit()
    return see_other(url_for("staff.person", member_id=member.id, done="invited"))


@pages.get("/people/<int(max=9223372036854775807):member_id>")
@only_for(*ADMINS)
def person(member_id: int) -> Response:
    member = one_or_404(member_numbered(member_id))
    return _person_page(member, RoleForm(formdata=None, data={"role": member.role}))


@pages.post("/people/<int(max=9223372036854775807):member_id>/role")
@only_for(*ADMINS)
def change_role(member_id: int) -> Response:
    member = one_or_404(member_numbered(member_id))
    form = RoleForm()
    if not form.validate():
        return _person_page(member, form, status=422)
    facts = {"by": current_staff(), "now": clock.now(), "request_id": g.request_id}
    inviting.change_role(session(), member, form.role.data, **facts)
    session().commit()
    return see_other(url_for("staff.person", member_id=member.id, done="role"))


@pages.post("/people/<int(max=9223372036854775807):member_id>/link")
@only_for(*ADMINS)
def renew_link(member_id: int) -> Response:
    member = one_or_404(member_numbered(member_id).with_for_update())
    token = inviting.begin_anew(session(), member, by=current_staff().email, **_facts())
    _send_link(member, token)
    session().commit()
    return see_other(url_for("staff.person", member_id=member.id, done="link"))


@pages.post("/people/<int(max=9223372036854775807):member_id>/end")
@only_for(*ADMINS)
def end_person(member_id: int) -> Response:
    member = one_or_404(member_numbered(member_id))
    inviting.end(session(), member, by=current_staff(), now=clock.now(), request_id=g.request_id)
    session().commit()
    return see_other(url_for("staff.person", member_id=member.id, done="ended"))


def _facts() -> dict[str, Any]:
    return {"now": clock.now(), "secret_key": _secret_key(), "request_id": g.request_id}


def _send_link(member: StaffMember, token: str) -> None:
    """To the member alone: whoever invites never sees it."""
    notifications.tell(
        session(),
        None,
        EMAIL,
        member.email,
        "staff_invited",
        now=clock.now(),
        facts={"code": token},
        secret_key=_secret_key(),
        expires_at=member.link_until,
    )


def _people_page(form: InviteForm, *, status: int = 200) -> Response:
    members = session().scalars(all_members()).all()
    seen = dict(session().execute(last_seen()).all())
    return page("staff/people.html", status=status, members=members, seen=seen, form=form)


def _person_page(member: StaffMember, form: RoleForm, *, status: int = 200) -> Response:
    done = request.args.get("done", "") if status == 200 else ""
    is_own = member.id == current_staff().id
    return page("staff/person.html", status=status, member=member, form=form, done=done, is_own=is_own)


def _secret_key() -> str:
    return str(current_app.extensions["settings"].secret_key)
