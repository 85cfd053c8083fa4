"""The account: what we know, what it may be changed to, and who saw it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from tempfile import SpooledTemporaryFile
from typing import IO, TypeVar, cast

from flask import Blueprint, Response, current_app, g, request, send_file, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from wtforms import PasswordField

from selfcare import clock
from selfcare.account import actions, queries, words
from selfcare.account.archive import file_name, write_archive
from selfcare.account.consent_pages import page_of_consents
from selfcare.account.forms import LANGUAGES, ChangePasswordForm, LanguageForm, NotificationsForm
from selfcare.audit.models import Entry
from selfcare.auth import actions as auth
from selfcare.auth.belonging import goodbye
from selfcare.auth.forms import PasswordAgainForm
from selfcare.auth.models import SessionRow
from selfcare.auth.queries import sessions_of
from selfcare.auth.signed_in import current_customer, current_session, set_cookie
from selfcare.auth.signing_in import ON_MY_DEVICE
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.lines.queries import line_of, options_of
from selfcare.notifications.models import BOTH, QUIET_FROM, QUIET_TO, Choice, Message
from selfcare.web import languages
from selfcare.web.offline import kept_offline
from selfcare.web.pages import one_or_404, page, see_other

pages = Blueprint("account", __name__, url_prefix="/account")

Row = TypeVar("Row", Line, Message, Entry)

_IN_MEMORY = 4 * 1024 * 1024  # bytes of an archive; more of it goes to a file that has no name
_DEVICES = 50
_ROWS = {"index": "", "line": "lines"}  # which row of the list a page belongs to, where the names differ
_LANGUAGE_KEPT = timedelta(days=365)
_DONE = {"password", "language", "device", "notifications"}  # what ?done= may say


@pages.get("")
@kept_offline
def index() -> Response:
    done = request.args.get("done", "")
    return _part("index", shown_beside="contact", done=done if done in _DONE else "")


@pages.get("/contact")
@kept_offline
def contact() -> Response:
    return _part("contact")


@pages.get("/lines")
def lines() -> Response:
    found = session().scalars(queries.lines_after(current_customer(), _key("after"))).all()
    shown, next_key = _cut(found, queries.LINES_ON_A_PAGE)
    return _part("lines", lines=shown, next_key=next_key)


@pages.get("/lines/<int:line_id>")
def line(line_id: int) -> Response:
    return _line_page(line_id, PasswordAgainForm())


@pages.post("/lines/<int:line_id>/puk")
def puk(line_id: int) -> Response:
    """Shown in this very answer, and only there: an address that shows it could be opened by somebody else."""
    form = PasswordAgainForm()
    found = one_or_404(line_of(current_customer(), line_id))
    token = _prove(form, form.password)
    if token is None:
        return _line_page(line_id, form, status=422)
    shown = actions.show_puk(session(), current_customer(), found, now=clock.now(), request_id=g.request_id)
    session().commit()
    return _with_cookie(_line_page(line_id, PasswordAgainForm(formdata=None), puk=shown), token)


@pages.route("/language", methods=["GET", "POST"])
def language() -> Response:
    form = LanguageForm(offered=_operator().languages, data={"language": current_customer().speaks})
    if not form.validate_on_submit():
        return _part("language", status=422 if form.is_submitted() else 200, form=form)
    chosen = form.language.data
    actions.choose_language(session(), current_customer(), chosen, now=clock.now(), request_id=g.request_id)
    session().commit()
    return _remembering(see_other(url_for("account.index", done="language")), chosen)


@pages.route("/notifications", methods=["GET", "POST"])
def notifications() -> Response:
    choice = session().get(Choice, current_customer().id) or Choice(
        reminders=BOTH, quiet_from=QUIET_FROM, quiet_to=QUIET_TO
    )
    form = NotificationsForm(obj=choice)
    if not form.validate_on_submit():
        return _part("notifications", status=422 if form.is_submitted() else 200, form=form)
    chosen = {name: form[name].data for name in ("reminders", "quiet_from", "quiet_to")}
    actions.choose_notifications(session(), current_customer(), chosen, now=clock.now(), request_id=g.request_id)
    session().commit()
    return see_other(url_for("account.index", done="notifications"))


@pages.route("/consents", methods=["GET", "POST"])
def consents() -> Response:
    return page_of_consents(_part)


@pages.route("/offline", methods=["GET", "POST"])
def offline() -> Response:
    """Whether this device keeps invoices. The answer's headers tell the worker; without one nothing is kept anyway."""
    if request.method == "GET":
        return _part("offline", is_kept=current_session().my_device)
    current_session().my_device = request.form.get("keep") == "y"
    session().commit()
    return see_other(url_for("account.offline"))


@pages.route("/password", methods=["GET", "POST"])
def password() -> Response:
    customer = current_customer()
    form = ChangePasswordForm(personal=[_operator().name, *auth.known_words(session(), customer)])
    token = _prove(form, form.old_password)
    if token is None:
        return _part("password", status=422 if form.is_submitted() else 200, form=form)
    new = form.new_password.data
    auth.change_password(session(), customer, new, now=clock.now(), but=current_session(), request_id=g.request_id)
    session().commit()
    return _with_cookie(see_other(url_for("account.index", done="password")), token)


@pages.get("/devices")
def devices() -> Response:
    found = session().scalars(sessions_of(current_customer(), clock.now()).limit(_DEVICES)).all()
    done = request.args.get("done", "")
    return _part("devices", sessions=found, this=current_session(), done=done if done in _DONE else "")


@pages.post("/devices/<int:session_id>/end")
def end_device(session_id: int) -> Response:
    now = clock.now()
    theirs = sessions_of(current_customer(), now).where(SessionRow.id == queries.bounded(session_id))
    row = one_or_404(theirs)
    actions.end_device(session(), current_customer(), row, now=now, request_id=g.request_id)
    session().commit()
    return goodbye() if row.id == current_session().id else see_other(url_for("account.devices", done="device"))


@pages.post("/devices/end-all")
def end_all_devices() -> Response:
    auth.sign_out_everywhere(session(), current_customer(), now=clock.now(), request_id=g.request_id)
    session().commit()
    return goodbye()


@pages.get("/messages")
def messages() -> Response:
    found = session().scalars(queries.messages_before(current_customer(), _key("before"))).all()
    shown, next_key = _cut(found, queries.PAGE)
    return _part("messages", messages=shown, next_key=next_key)


@pages.get("/history")
def history() -> Response:
    found = session().scalars(queries.entries_before(current_customer(), _key("before"))).all()
    shown, next_key = _cut(found, queries.PAGE)
    return _part("history", entries=shown, next_key=next_key)


@pages.get("/export")
def export() -> Response:
    return _part("export", form=PasswordAgainForm())


@pages.post("/export")
def download_export() -> Response:
    """The file is the answer. The log and the password's proof are stored first, so that no lock waits for it."""
    form = PasswordAgainForm()
    token = _prove(form, form.password)
    if token is None:
        return _part("export", status=422, form=form)
    customer, now = current_customer(), clock.now()
    actions.note_export(session(), customer, now=now, request_id=g.request_id)
    session().commit()
    file = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115  # closed when it was sent
    write_archive(session(), customer, file, now=now)
    file.seek(0)
    response = send_file(file, "application/zip", as_attachment=True, download_name=file_name(customer, now))
    response.headers["Cache-Control"] = "no-store"
    return _with_cookie(response, token)


def _line_page(line_id: int, form: PasswordAgainForm, *, status: int = 200, puk: str = "") -> Response:
    found = one_or_404(line_of(current_customer(), line_id))
    today = clock.today()
    options = [row.option.name for row in session().scalars(options_of(found)) if row.is_in_force(today)]
    return _part("line", status=status, line=found, form=form, puk=puk, now=clock.now(), options=options)


def _part(name: str, *, status: int = 200, shown_beside: str = "", **context: object) -> Response:
    """One part of the account beside the list of all parts."""
    return page(
        f"account/{name}.html",
        status=status,
        part=_ROWS.get(name, name),
        shown_beside=shown_beside,
        version=_version(),
        words=words,
        language_names=LANGUAGES,
        **context,
    )


@cache
def _version() -> str:
    return version("selfcare")


def _prove(form: FlaskForm, field: PasswordField) -> str | None:
    """The session's new token when the form is right and so is the password in `field`. Raises TooManyWrong."""
    if not form.validate_on_submit():
        return None
    token = auth.prove(session(), current_session(), current_customer(), field.data, now=clock.now())
    if token is None:
        session().commit()  # a wrong try counts
        field.errors = [_("This is not your password. Try again.")]
    return token


def _with_cookie(response: Response, token: str) -> Response:
    set_cookie(response, token, lives=ON_MY_DEVICE if current_session().my_device else None)
    return response


def _remembering(response: Response, language: str) -> Response:
    """The sign-in page speaks the chosen language, too."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        languages.COOKIE, language, max_age=_LANGUAGE_KEPT, secure=secure, httponly=True, samesite="Lax"
    )
    return response


def _cut(rows: Sequence[Row], most: int) -> tuple[Sequence[Row], int | None]:
    """The rows of this page, and the key of the next one if there are more."""
    shown = rows[:most]
    return shown, shown[-1].id if len(rows) > most else None


def _key(name: str) -> int | None:
    """The key of the last row of the page before; 404 for what no page of ours links to."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise NotFound
    return int(text)


def _operator() -> Operator:
    return cast("Operator", current_app.extensions["operator"])
