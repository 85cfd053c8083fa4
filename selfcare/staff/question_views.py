"""Questions and calls: reading, answering, closing."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from sqlalchemy import select

from selfcare import clock
from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attached_to
from selfcare.audit import actions as audit
from selfcare.contact import actions
from selfcare.contact.actions import SomethingNew, Written
from selfcare.contact.listing import older_messages
from selfcare.contact.models import Thread
from selfcare.contact.queries import messages_in, newest_message_in
from selfcare.database import session
from selfcare.staff.answers import answers_for, chosen_text
from selfcare.staff.counter import pages
from selfcare.staff.desk import address_of, case_at, case_page, found_or_404, id_or_404
from selfcare.staff.desk_forms import AnswerForm, CloseForm
from selfcare.staff.queues import CALL, QUESTION
from selfcare.staff.signed_in import EVERYBODY, current_staff, note_look, only_for
from selfcare.web.pages import one_or_404, see_other
from selfcare.web.uploads import attachments_folder, handed_out, received, takes_files


@pages.get("/queue/question/<int:case_id>")
@only_for(*EVERYBODY)
def question(case_id: int) -> Response:
    return _question_page(found_or_404(QUESTION, case_id), AnswerForm(data={"text": chosen_text(QUESTION)}))


@pages.post("/queue/question/<int:case_id>")
@only_for(*EVERYBODY)
@takes_files
def answer_question(case_id: int) -> Response:
    thread, form = found_or_404(QUESTION, case_id), AnswerForm()
    files = received(form.files) if form.validate() else None
    if files is None:
        return _question_page(thread, form, status=422)
    written = Written(form.text.data.strip(), form.form_key.data or "", files=files)
    facts: dict[str, Any] = {"by": current_staff().shown_name, "seen": form.seen.data, "folder": attachments_folder()}
    newest = _newest_message(thread)
    try:
        actions.reply(session(), thread, written, now=clock.now(), **facts)
    except SomethingNew as new:
        form.text.errors = [str(new)]
        return _question_page(thread, form, status=409)
    if _newest_message(thread) != newest:  # the same form a second time changes nothing
        if form.closes.data:
            actions.close(session(), thread, seen=_newest_message(thread), now=clock.now())
        actions.note_read_by_us(session(), thread, now=clock.now())
        _record("question_answered", thread.customer.customer_no, thread.id)
    session().commit()
    return see_other(address_of(QUESTION, case_id, done="answered"))


@pages.post("/queue/question/<int:case_id>/read")
@only_for(*EVERYBODY)
def read_question(case_id: int) -> Response:
    """The page that shows a message says so by itself; without a script there is a button."""
    actions.note_read_by_us(session(), found_or_404(QUESTION, case_id), now=clock.now())
    session().commit()
    return see_other(address_of(QUESTION, case_id))


@pages.post("/queue/question/<int:case_id>/close")
@only_for(*EVERYBODY)
def close_question(case_id: int) -> Response:
    """Only what its closer has read: a message that came meanwhile is shown first."""
    thread, form = found_or_404(QUESTION, case_id), CloseForm()
    try:
        actions.close(session(), thread, seen=form.seen.data if form.validate() else None, now=clock.now())
    except SomethingNew:
        answer = AnswerForm(formdata=None)
        answer.form_errors = [_("Something was written here meanwhile. Read it first.")]
        return _question_page(thread, answer, status=409)
    _record("question_closed", thread.customer.customer_no, thread.id)
    session().commit()
    return see_other(address_of(QUESTION, case_id, done="closed"))


@pages.get("/queue/question/<int:case_id>/files/<int:file_id>")
@only_for(*EVERYBODY)
def question_file(case_id: int, file_id: int) -> Response:
    thread = found_or_404(QUESTION, case_id)
    places = [message.place for message in session().scalars(messages_in(thread).order_by(None))]
    attached = one_or_404(attached_to(places).where(Attachment.id == id_or_404(file_id)))
    note_look(thread.customer, case=f"{QUESTION}/{case_id}")
    return handed_out(attached)


@pages.get("/queue/call/<int:case_id>")
@only_for(*EVERYBODY)
def call(case_id: int) -> Response:
    found = found_or_404(CALL, case_id)
    return case_page("call", case_at(CALL, found.id, found.customer), call=found)


@pages.post("/queue/call/<int:case_id>")
@only_for(*EVERYBODY)
def note_call(case_id: int) -> Response:
    """Which button was pressed says how the call went."""
    found = found_or_404(CALL, case_id)
    reached = request.form.get("reached") == "yes"
    actions.note_called(found, reached=reached)
    _record("call_made" if reached else "call_missed", found.customer.customer_no, found.id)
    session().commit()
    return see_other(address_of(CALL, case_id, done="called"))


def _question_page(thread: Thread, form: AnswerForm, *, status: int = 200) -> Response:
    case = case_at(QUESTION, thread.id, thread.customer)
    messages, older = older_messages(session(), thread, None)
    files = session().scalars(attached_to(message.place for message in messages)).all()
    form.seen.data = form.seen.data if status == 422 else messages[-1].id
    return case_page(
        "question",
        case,
        status=status,
        thread=thread,
        messages=messages,
        older=older,
        files={message.place: [one for one in files if one.subject == message.place] for message in messages},
        form=form,
        answers=answers_for(QUESTION),
    )


def _newest_message(thread: Thread) -> int | None:
    """Its id; nobody writes another before the commit."""
    session().execute(select(Thread.id).where(Thread.id == thread.id).with_for_update())
    return session().scalar(newest_message_in(thread))


def _record(what: str, customer_no: str, case_id: int) -> None:
    audit.record(
        session(),
        what,
        now=clock.now(),
        customer_no=customer_no,
        actor=current_staff().email,
        request_id=g.request_id,
        case=case_id,
    )
