"""Complaints: reading, asking for what is missing, deciding, and the consent of a second person."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attached_to
from selfcare.brand import Operator
from selfcare.complaints import answering, deadlines, papers
from selfcare.complaints import words as complaint_words
from selfcare.complaints.answering import AmountWrong, ReasonsMissing, Reply
from selfcare.complaints.models import Complaint, State, What
from selfcare.database import session
from selfcare.errors import RuleBroken
from selfcare.invoices.downloads import download
from selfcare.money import Money
from selfcare.notifications.wording import language_for
from selfcare.staff.answers import answers_for, chosen_text
from selfcare.staff.complaint_forms import AskForm, DecisionForm, WhyForm
from selfcare.staff.counter import pages
from selfcare.staff.desk import Case, NoteLine, address_of, case_page, found_or_404, id_or_404
from selfcare.staff.desk_queries import course_with_names, name_of
from selfcare.staff.queues import COMPLAINT
from selfcare.staff.signed_in import EVERYBODY, SENIORS, current_staff, note_look, only_for
from selfcare.web.pages import one_or_404, see_other
from selfcare.web.uploads import handed_out


@pages.get("/queue/complaint/<int:case_id>")
@only_for(*EVERYBODY)
def complaint(case_id: int) -> Response:
    return _complaint_page(_found(case_id), DecisionForm(data={"reasons": chosen_text(COMPLAINT)}))


@pages.post("/queue/complaint/<int:case_id>")
@only_for(*EVERYBODY)
def answer_complaint(case_id: int) -> Response:
    found, form = _found(case_id), DecisionForm()
    if not form.validate():
        return _complaint_page(found, form, status=422)
    reply = Reply(
        decision=form.decision.data,
        reasons=form.reasons.data or "",
        amount=form.amount.money or Money(),
        by=current_staff().email,
        signature=_signature(found),
    )
    try:
        answering.answer(
            session(), found, reply, needs_two_above=needs_two_above(), now=clock.now(), today=clock.today()
        )
    except ReasonsMissing as missing:
        form.reasons.errors = [str(missing)]
        return _complaint_page(found, form, status=422)
    except AmountWrong as wrong:
        form.amount.errors = [str(wrong)]
        return _complaint_page(found, form, status=422)
    except RuleBroken as meanwhile:
        return _complaint_page(found, form, status=409, meanwhile=str(meanwhile))
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="proposed" if found.state == State.CONFIRMING else "answered"))


@pages.post("/queue/complaint/<int:case_id>/ask")
@only_for(*EVERYBODY)
def ask_for_completion(case_id: int) -> Response:
    found, form = _found(case_id), AskForm()
    if not form.validate():
        return _complaint_page(found, DecisionForm(formdata=None), status=422, ask=form)
    answering.ask_for_completion(session(), found, form.question.data, **_by_me())
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="asked"))


@pages.post("/queue/complaint/<int:case_id>/extend")
@only_for(*EVERYBODY)
def extend_complaint(case_id: int) -> Response:
    found, form = _found(case_id), WhyForm()
    if not form.validate():
        return _complaint_page(found, DecisionForm(formdata=None), status=422, why=form)
    answering.extend(session(), found, form.why.data, **_by_me())
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="extended"))


@pages.post("/queue/complaint/<int:case_id>/consent")
@only_for(*SENIORS)
def consent_to_complaint(case_id: int) -> Response:
    answering.consent(session(), _found(case_id), needs_two_above=needs_two_above(), **_by_me())
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="consented"))


@pages.post("/queue/complaint/<int:case_id>/send-back")
@only_for(*SENIORS)
def send_complaint_back(case_id: int) -> Response:
    found, form = _found(case_id), WhyForm()
    if not form.validate():
        return _complaint_page(found, DecisionForm(formdata=None), status=422, why=form)
    answering.send_back(session(), found, by=current_staff().email, why=form.why.data, now=clock.now())
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="sent-back"))


@pages.post("/queue/complaint/<int:case_id>/resent")
@only_for(*EVERYBODY)
def note_complaint_resent(case_id: int) -> Response:
    answering.note_resent(session(), _found(case_id), by=current_staff().email, now=clock.now())
    session().commit()
    return see_other(address_of(COMPLAINT, case_id, done="resent"))


@pages.get("/queue/complaint/<int:case_id>/files/<int:file_id>")
@only_for(*EVERYBODY)
def complaint_file(case_id: int, file_id: int) -> Response:
    found = _found(case_id)
    attached = one_or_404(attached_to([found.files_place]).where(Attachment.id == id_or_404(file_id)))
    note_look(found.customer, case=f"{COMPLAINT}/{case_id}")
    return handed_out(attached)


@pages.get("/queue/complaint/<int:case_id>/<any(confirmation, answer):kind>.pdf")
@only_for(*EVERYBODY)
def complaint_paper(case_id: int, kind: str) -> Response:
    """The very bytes that the customer has."""
    found = _found(case_id)
    if not papers.is_there(found, kind, clock.today()):
        raise NotFound
    operator = cast("Operator", current_app.extensions["operator"])
    kept = papers.paper_of(session(), found, kind, operator, now=clock.now())
    content, digest, name = kept.content, kept.sha256, papers.file_name(found, kind)
    note_look(found.customer, case=f"{COMPLAINT}/{case_id}")
    return download(content, "application/pdf", name, digest=digest, inline=False)


def needs_two_above() -> Money:
    """From which sum on two people must agree."""
    return Money.rounded(cast("Operator", current_app.extensions["operator"]).dues.payout_needs_two_above)


def _complaint_page(
    found: Complaint,
    form: DecisionForm,
    *,
    status: int = 200,
    meanwhile: str = "",
    ask: AskForm | None = None,
    why: WhyForm | None = None,
) -> Response:
    course = session().execute(course_with_names(found)).all()
    notes = [NoteLine(name or event.by, event.text, event.at) for event, name in course if event.what == What.NOTE]
    is_mine = found.assigned_to in {"", current_staff().email}
    name = current_staff().shown_name if is_mine else session().scalar(name_of(found.assigned_to))
    case = Case(COMPLAINT, found.id, found.customer, found.assigned_to, name or found.assigned_to, notes)
    return case_page(
        "complaint",
        case,
        status=status,
        complaint=found,
        course=[(event, name or event.by) for event, name in course if event.what != What.NOTE],
        files=session().scalars(attached_to([found.files_place])).all(),
        complaint_words=complaint_words,
        papers=[kind for kind in (papers.CONFIRMATION, papers.ANSWER) if papers.is_there(found, kind, clock.today())],
        may_ask=found.answer_by is not None and clock.today() + deadlines.COMPLETE <= found.answer_by,
        forms={"answer": form, "ask": ask or AskForm(formdata=None), "why": why or WhyForm(formdata=None)},
        meanwhile=meanwhile,
        answers=answers_for(COMPLAINT),
        two_above=needs_two_above(),
    )


def _by_me() -> dict[str, Any]:
    return {"by": current_staff().email, "now": clock.now(), "today": clock.today()}


def _signature(found: Complaint) -> str:
    """Name and position, in the language of the letter."""
    with force_locale(language_for(found.language)):
        position = _("customer service supervisor") if current_staff().is_senior() else _("customer service specialist")
        return f"{current_staff().shown_name}, {position}"


def _found(case_id: int) -> Complaint:
    return cast("Complaint", found_or_404(COMPLAINT, case_id))
