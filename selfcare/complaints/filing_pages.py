"""The steps in which a complaint is written. Each is a page with an address; what was typed is kept between them."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.attachments.models import Attachment
from selfcare.auth.signed_in import current_customer
from selfcare.complaints import actions, queries, words
from selfcare.complaints.counter import chosen_line, draft_in, own_lines, pages
from selfcare.complaints.evidence import NAMES, Pointed, pointed_at
from selfcare.complaints.forms import AboutForm, FilesForm, WhatForm, WishForm
from selfcare.complaints.models import Complaint, Kind, State
from selfcare.contact.words import size
from selfcare.database import session
from selfcare.money import nrb_of
from selfcare.notifications.wording import language_for
from selfcare.web.formats import amount
from selfcare.web.pages import one_or_404, page, see_other
from selfcare.web.uploads import attachments_folder, received, takes_files

STEPS = ("about", "what", "wish", "files", "check")


@pages.route("/complaints/new", methods=["GET", "POST"])
def new() -> Response:
    """Nothing is stored before the first button is pressed."""
    lines, pointed = own_lines(), _pointed()
    form = AboutForm(lines=lines, items=pointed.items if pointed else (), data=_known(pointed))
    if not form.validate_on_submit():
        return _step_page("about", form, pointed=pointed)
    complaint = actions.begin(
        session(),
        current_customer(),
        Kind(form.kind.data),
        pointed=pointed,
        line=chosen_line(lines, form.line.data),
        now=clock.now(),
    )
    session().commit()
    return _go(complaint, "what")


@pages.route("/complaints/new/<draft>/about", methods=["GET", "POST"])
def about(draft: str) -> Response:
    complaint, lines = _draft(draft), own_lines()
    if isinstance(complaint, Response):
        return complaint
    form = AboutForm(lines=lines, data={"kind": complaint.kind, "line": str(complaint.line_id or "")})
    if not form.validate_on_submit():
        return _step_page("about", form, complaint=complaint)
    if form.kind.data != complaint.kind:
        actions.turn_to(complaint, Kind(form.kind.data))
    complaint.line = chosen_line(lines, form.line.data)
    return _kept(complaint, "what")


@pages.route("/complaints/new/<draft>/what", methods=["GET", "POST"])
def what(draft: str) -> Response:
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    form = WhatForm(obj=complaint)
    if not form.validate_on_submit():
        return _step_page("what", form, complaint=complaint)
    complaint.since, complaint.until = form.since.data, form.until.data
    complaint.place = (form.place.data or "").strip()
    complaint.circumstances = (form.circumstances.data or "").strip()
    return _kept(complaint, "wish")


@pages.route("/complaints/new/<draft>/wish", methods=["GET", "POST"])
def wish(draft: str) -> Response:
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    claimed = amount(complaint.claimed) if complaint.claimed else ""
    known = {"wish": complaint.wish, "claimed": claimed, "account": complaint.account, "medium": complaint.medium}
    form = WishForm(data=known)
    if not form.validate_on_submit():
        return _step_page("wish", form, complaint=complaint)
    complaint.wish, complaint.claimed, complaint.medium = form.wish.data, form.claimed.money, form.medium.data
    complaint.account = nrb_of(form.account.data) or ""
    return _kept(complaint, "files")


@pages.route("/complaints/new/<draft>/files", methods=["GET", "POST"])
@takes_files
def files(draft: str) -> Response:
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    form = FilesForm()
    found = received(form.files) if form.validate_on_submit() else None
    if found is None:
        return _step_page("files", form, complaint=complaint)
    actions.attach(session(), complaint, found, attachments_folder(), now=clock.now())
    return _kept(complaint, "files" if request.form.get("then") == "more" else "check")


@pages.post("/complaints/new/<draft>/files/<int:file_id>/delete")
def delete_file(draft: str, file_id: int) -> Response:
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    if file_id < 2**63:
        one_or_404(queries.files_of(complaint).where(Attachment.id == file_id))
        actions.detach(session(), complaint, file_id)
    return _kept(complaint, "files")


@pages.route("/complaints/new/<draft>/check", methods=["GET", "POST"])
def check(draft: str) -> Response:
    """Everything at a glance, then the button that sends it, once."""
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    if request.method == "GET":
        return _step_page("check", None, complaint=complaint)
    language = language_for(complaint.customer.speaks)
    actions.file(session(), complaint, language=language, now=clock.now(), today=clock.today())
    session().commit()
    return see_other(url_for("complaints.show", number=complaint.number, done="filed"))


@pages.post("/complaints/new/<draft>/delete")
def delete(draft: str) -> Response:
    complaint = _draft(draft)
    if isinstance(complaint, Response):
        return complaint
    actions.drop(session(), complaint)
    session().commit()
    return see_other(url_for("complaints.index", done="dropped"))


def _draft(draft: str) -> Complaint | Response:
    """The draft; for one that was sent, the way to the complaint: a second press finds what the first one made.

    Two tabs go one after the other, so that nothing is written into what the other has sent.
    """
    complaint = draft_in(draft, ours=request.method == "POST")
    if complaint.state == State.DRAFT:
        return complaint
    return see_other(url_for("complaints.show", number=complaint.number))


def _kept(complaint: Complaint, step: str) -> Response:
    """Commit, and go on; or back to the summary, if that is where the customer came from."""
    complaint.changed_at = clock.now()
    session().commit()
    return _go(complaint, "check" if request.args.get("then") == "check" else step)


def _go(complaint: Complaint, step: str) -> Response:
    return see_other(url_for(f"complaints.{step}", draft=complaint.draft))


def _pointed() -> Pointed | None:
    """What the address points at, or the form that came of it. 404 for what is not the customer's."""
    source = request.form if request.method == "POST" else request.args
    wanted = {name: source.get(name, "") for name in NAMES}
    found = pointed_at(session(), current_customer(), wanted)
    if found is None and any(wanted.values()):
        raise NotFound
    return found


def _known(pointed: Pointed | None) -> dict[str, str]:
    known = {name: request.args.get(name, "") for name in NAMES}
    if pointed:
        known |= {"kind": Kind.CHARGE, "line": str(pointed.line.id) if pointed.line else ""}
    return known


def _step_page(
    step: str,
    form: AboutForm | WhatForm | WishForm | FilesForm | None,
    *,
    complaint: Complaint | None = None,
    pointed: Pointed | None = None,
) -> Response:
    if pointed and complaint is None:
        complaint = _shown(pointed)
    attached = session().scalars(queries.files_of(complaint)).all() if complaint and complaint.id else []
    window = actions.window_of(complaint) if complaint and complaint.id and step == "check" else None
    return page(
        f"complaints/{step}.html",
        status=422 if form and form.is_submitted() else 200,
        form=form,
        complaint=complaint,
        is_begun=complaint is not None and complaint.id is not None,
        step=STEPS.index(step) + 1,
        steps=len(STEPS),
        back_to=_step_before(step, complaint),
        files=attached,
        is_too_late=window is not None and window < clock.today(),
        window=window,
        words=words,
        size=size,
    )


def _shown(pointed: Pointed) -> Complaint:
    """What would be begun, only to show it; it never meets the database."""
    return Complaint(kind=Kind.CHARGE, evidence=pointed.as_text)


def _step_before(step: str, complaint: Complaint | None) -> str:
    if step == "about" or complaint is None or complaint.id is None:
        return url_for("complaints.index")
    return url_for(f"complaints.{STEPS[STEPS.index(step) - 1]}", draft=complaint.draft)
