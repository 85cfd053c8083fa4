"""Cases, and one complaint: its clock, its course, its papers, and what can still be done."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.attachments.models import Attachment
from selfcare.auth.signed_in import current_customer
from selfcare.balance.models import Payout
from selfcare.complaints import actions, papers, queries, words
from selfcare.complaints.actions import Added, Missing
from selfcare.complaints.cases import Key, cases_of
from selfcare.complaints.counter import complaint_in, pages
from selfcare.complaints.course import note_read as note_as_read
from selfcare.complaints.forms import CompletionForm, MoreForm
from selfcare.complaints.jobs import operator
from selfcare.complaints.models import Complaint, State
from selfcare.contact import words as contact_words
from selfcare.database import session
from selfcare.invoices.downloads import download
from selfcare.money import nrb_of
from selfcare.orders import words as order_words
from selfcare.web.offline import kept_offline
from selfcare.web.pages import one_or_404, page, see_other
from selfcare.web.uploads import attachments_folder, handed_out, received, takes_files

_DONE = {"filed", "sent", "completed", "withdrawn", "resend", "dropped"}  # what ?done= may say


@pages.get("/complaints")
@kept_offline
def index() -> Response:
    after = None
    if (text := request.args.get("after")) is not None:
        after = Key.read(text)
        if after is None:
            raise NotFound
    cases = cases_of(session(), current_customer(), after)
    complaint = next((case.record for case in cases.open if isinstance(case.record, Complaint)), None)
    return _page(
        "index",
        cases=cases,
        complaint=complaint,
        **(_of(complaint) if complaint else {}),
        only_open=request.args.get("show") == "open",
        contact_words=contact_words,
        order_words=order_words,
    )


@pages.get("/complaints/<number>")
def show(number: str) -> Response:
    complaint = complaint_in(number)
    return _page("show", complaint=complaint, **_of(complaint))


@pages.get("/complaints/<number>/<any(confirmation, answer, uke):kind>.pdf")
def paper(number: str, kind: str) -> Response:
    """Made once, and the same bytes for ever."""
    complaint = complaint_in(number)
    if not papers.is_there(complaint, kind, clock.today()):
        raise NotFound
    kept = papers.paper_of(session(), complaint, kind, operator(), now=clock.now())
    content, digest, name = kept.content, kept.sha256, papers.file_name(complaint, kind)
    try:
        session().commit()
    except OperationalError:  # keeping it is for next time only
        session().rollback()
    return download(content, "application/pdf", name, digest=digest, inline="inline" in request.args)


@pages.get("/complaints/<number>/files/<int:file_id>")
def file(number: str, file_id: int) -> Response:
    if file_id >= 2**63:
        raise NotFound
    files = queries.files_of(complaint_in(number))
    return handed_out(one_or_404(files.where(Attachment.id == file_id)))


@pages.post("/complaints/<number>/read")
def note_read(number: str) -> Response:
    """The page that shows an answer says so by itself; without a script there is a button."""
    note_as_read(complaint_in(number))
    session().commit()
    return see_other(url_for("complaints.show", number=number))


@pages.route("/complaints/<number>/more", methods=["GET", "POST"])
@takes_files
def more(number: str) -> Response:
    complaint, form = complaint_in(number), MoreForm()
    files = received(form.files) if form.validate_on_submit() else None
    if files is None:
        status = 422 if form.is_submitted() else 200
        return _page("more", status=status, complaint=complaint, form=form)
    added = Added(form.text.data.strip(), form.form_key.data or "", files)
    actions.add(session(), complaint, added, attachments_folder(), now=clock.now())
    session().commit()
    return see_other(url_for("complaints.show", number=number, done="sent"))


@pages.route("/complaints/<number>/complete", methods=["GET", "POST"])
@takes_files
def complete(number: str) -> Response:
    complaint, form = complaint_in(number), CompletionForm()
    if complaint.state not in {State.INCOMPLETE, State.LAPSED}:
        return see_other(url_for("complaints.show", number=number))
    form.ask_only_for(complaint)
    files = received(form.files) if form.validate_on_submit() else None
    if files is None:
        asked = session().scalars(queries.last_question(complaint)).first()
        status = 422 if form.is_submitted() else 200
        return _page("complete", status=status, complaint=complaint, form=form, asked=asked)
    now, today, text = clock.now(), clock.today(), (form.text.data or "").strip()
    actions.complete(session(), complaint, _missing_in(form), text, now=now, today=today)
    actions.attach(session(), complaint, files, attachments_folder(), now=now)
    session().commit()
    return see_other(url_for("complaints.show", number=number, done="completed"))


@pages.route("/complaints/<number>/withdraw", methods=["GET", "POST"])
def withdraw(number: str) -> Response:
    complaint = complaint_in(number)
    if request.method == "GET":
        return _page("withdraw", complaint=complaint)
    actions.withdraw(session(), complaint, now=clock.now(), today=clock.today())
    session().commit()
    return see_other(url_for("complaints.show", number=number, done="withdrawn"))


@pages.post("/complaints/<number>/resend")
def resend(number: str) -> Response:
    actions.ask_to_resend(session(), complaint_in(number), now=clock.now(), today=clock.today())
    session().commit()
    return see_other(url_for("complaints.show", number=number, done="resend"))


def _of(complaint: Complaint) -> dict[str, Any]:
    """What the page of one complaint shows besides itself."""
    return {
        "address": url_for("complaints.show", number=complaint.number),
        "course": session().scalars(queries.course_of(complaint)).all(),
        "files": session().scalars(queries.files_of(complaint)).all(),
        "payout": session().get(Payout, complaint.payout_id) if complaint.payout_id else None,
        "can_go_on": papers.can_go_on(complaint, clock.today()),
        "dispute_ends_on": papers.dispute_ends_on(complaint),
        "size": contact_words.size,
    }


def _missing_in(form: CompletionForm) -> Missing:
    def data(name: str) -> object:
        return form[name].data if name in form else None

    since, until = data("since"), data("until")
    account = str(data("account") or "")
    return Missing(
        since=since,  # type: ignore[arg-type]  # wtforms' fields have no types
        until=until,  # type: ignore[arg-type]
        circumstances=(form.text.data or "").strip(),
        claimed=form["claimed"].money if "claimed" in form else None,
        account=nrb_of(account) or "",
    )


def _page(name: str, *, status: int = 200, **context: object) -> Response:
    done = request.args.get("done", "")
    complaint = context.get("complaint")
    ring = words.ring(complaint, clock.today()) if isinstance(complaint, Complaint) else None
    return page(
        f"complaints/{name}.html",
        status=status,
        words=words,
        ring=ring,
        done=done if done in _DONE else "",
        **context,
    )
