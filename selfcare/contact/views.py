"""Customer service: its phone and hours, questions and answers; help and the state of the network, open to everyone."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import get_locale
from flask_wtf import FlaskForm

from selfcare import clock
from selfcare.attachments.models import Attachment
from selfcare.attachments.queries import attached_to
from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.contact import actions, guide, queries, words
from selfcare.contact.actions import Written
from selfcare.contact.forms import CallBackForm, MessageForm, QuestionForm
from selfcare.contact.hours import Hours
from selfcare.contact.listing import older_messages, threads_after
from selfcare.contact.models import Thread
from selfcare.contact.status import StatusUnreadable, in_language, status_in
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.web.access import apart_from_database, open_to_everyone
from selfcare.web.formats import phone
from selfcare.web.logs import log
from selfcare.web.offline import kept_offline
from selfcare.web.pages import one_or_404, page, see_other
from selfcare.web.uploads import attachments_folder, handed_out, received, takes_files

pages = Blueprint("contact", __name__)

_LONGEST_SEARCH = 100
_DONE = {"call", "call-cancelled", "sent"}  # what ?done= may say
_LINES = 200  # more numbers than that are not offered one by one


@pages.get("/contact")
@kept_offline
def index() -> Response:
    call = session().scalars(queries.call_back_of(current_customer(), clock.now())).first()
    return _contact_page("index", threads=threads_after(session(), current_customer(), _key("after")), call=call)


@pages.route("/contact/new", methods=["GET", "POST"])
@kept_offline
@takes_files
def new() -> Response:
    lines = session().scalars(lines_of(current_customer()).limit(_LINES)).all()
    form = QuestionForm(lines=lines)
    files = received(form.files) if form.validate_on_submit() else None
    if files is None:
        return _contact_page("new", status=_asked_again(form), form=form)
    thread = actions.ask(
        session(),
        current_customer(),
        Written(form.text.data, form.form_key.data or "", form.subject.data.strip(), files),
        line=_chosen(lines, form.line.data),
        folder=attachments_folder(),
        now=clock.now(),
    )
    session().commit()
    return see_other(url_for("contact.show", thread_id=thread.id, done="sent"))


@pages.get("/contact/<int:thread_id>")
def show(thread_id: int) -> Response:
    return _thread_page(_thread(thread_id), MessageForm())


@pages.post("/contact/<int:thread_id>")
@takes_files
def write(thread_id: int) -> Response:
    thread, form = _thread(thread_id), MessageForm()
    files = received(form.files) if form.validate_on_submit() else None
    if files is None:
        return _thread_page(thread, form, status=422)
    written = Written(form.text.data, form.form_key.data or "", files=files)
    actions.write_more(session(), current_customer(), thread, written, folder=attachments_folder(), now=clock.now())
    session().commit()
    return see_other(url_for("contact.show", thread_id=thread.id, done="sent"))


@pages.post("/contact/<int:thread_id>/read")
def note_read(thread_id: int) -> Response:
    """The page that shows an answer says so by itself; without a script there is a button."""
    thread = _thread(thread_id)
    actions.note_read(session(), thread, now=clock.now())
    session().commit()
    return see_other(url_for("contact.show", thread_id=thread.id))


@pages.get("/contact/<int:thread_id>/files/<int:file_id>")
def file(thread_id: int, file_id: int) -> Response:
    if file_id >= 2**63:
        abort(404)
    messages = queries.messages_in(_thread(thread_id)).order_by(None)
    places = [message.place for message in session().scalars(messages)]
    return handed_out(one_or_404(attached_to(places).where(Attachment.id == file_id)))


@pages.route("/contact/call-back", methods=["GET", "POST"])
def call_back() -> Response:
    now = clock.now()
    slots = _hours().slots(now)
    form = CallBackForm(slots=slots, data={"phone": phone(current_customer().contact_phone)})
    if not form.validate_on_submit():
        return _contact_page("call_back", status=_asked_again(form), form=form)
    begins_at = next(slot for slot in slots if slot.isoformat() == form.slot.data)
    about = (form.about.data or "").strip()
    actions.ask_for_call(session(), current_customer(), form.phone.data, begins_at=begins_at, about=about, now=now)
    session().commit()
    return see_other(url_for("contact.index", done="call"))


@pages.post("/contact/call-back/cancel")
def cancel_call() -> Response:
    actions.cancel_call(session(), current_customer(), now=clock.now())
    session().commit()
    return see_other(url_for("contact.index", done="call-cancelled"))


@pages.get("/help")
@open_to_everyone
@kept_offline
def help_() -> Response:
    """All articles on one page: so it opens without a network, too, and the browser's own search works."""
    asked = request.args.get("q", "")[:_LONGEST_SEARCH].strip()
    articles = guide.articles(_operator(), str(get_locale()))
    return page("contact/help.html", articles=guide.found(articles, asked), asked=asked, is_trouble=_is_trouble())


@pages.get("/status")
@apart_from_database
def status() -> Response:
    try:
        found = status_in(_settings().data, clock.now())
    except StatusUnreadable as error:
        log.warning("status page", error=str(error))
        found = None
    return page("contact/status.html", state=found, words=words, said=in_language, at=clock.now())


def _contact_page(name: str, *, status: int = 200, **context: object) -> Response:
    done = request.args.get("done", "")
    return page(
        f"contact/{name}.html",
        status=status,
        hours=_hours(),
        words=words,
        is_trouble=_is_trouble(),
        done=done if done in _DONE else "",
        **context,
    )


def _thread_page(thread: Thread, form: MessageForm, *, status: int = 200) -> Response:
    messages, older = older_messages(session(), thread, _key("before"))
    files = session().scalars(attached_to(message.place for message in messages)).all()
    return _contact_page(
        "thread",
        status=status,
        thread=thread,
        threads=threads_after(session(), current_customer(), None),
        messages=messages,
        older=older,
        files={message.place: [one for one in files if one.subject == message.place] for message in messages},
        form=form,
    )


def _key(name: str) -> int | None:
    """The key of the last row of the page before; 404 for what no page of ours links to."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        abort(404)
    return int(text)


def _asked_again(form: FlaskForm) -> int:
    return 422 if form.is_submitted() else 200


def _thread(thread_id: int) -> Thread:
    if thread_id >= 2**63:
        abort(404)
    return one_or_404(queries.thread_of(current_customer(), thread_id))


def _chosen(lines: Sequence[Line], line_id: str) -> Line | None:
    return next((line for line in lines if str(line.id) == line_id), None)


def _is_trouble() -> bool:
    try:
        return bool(status_in(_settings().data, clock.now()).current)
    except StatusUnreadable:
        return False


def _hours() -> Hours:
    return Hours(_operator().service_hours)


def _operator() -> Operator:
    return cast("Operator", current_app.extensions["operator"])


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
