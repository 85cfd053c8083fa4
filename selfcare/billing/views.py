"""Billing pages: what is used up; each call, message and megabyte, also as a file; and what to be told about."""

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer, current_session
from selfcare.billing import filters, notice_actions, queries, statement, words
from selfcare.billing.exports import as_csv, as_pdf, as_xlsx
from selfcare.billing.forms import NoticesForm
from selfcare.billing.notice_actions import note_look
from selfcare.billing.picking import NUMBERS_SHOWN, Filters, NoSuchPage
from selfcare.billing.screens import LineScreen, index_of, line_screen
from selfcare.catalogue.queries import threshold_for
from selfcare.database import begin_writing, session
from selfcare.web.pages import one_or_404, page, see_other

pages = Blueprint("billing", __name__, url_prefix="/billing")
filters.init_app(pages)

_FILES = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}
_LONGEST_ID = 19  # digits; both databases can hold 18 of them


@pages.get("")
def index() -> Response:
    """All lines. `?line=` is where the list of numbers leads without script."""
    if request.args.get("line"):
        return _redirect(url_for("billing.line", line_id=_id(request.args["line"])))
    after = request.args.get("after")
    found = index_of(session(), current_customer(), clock.today(), _id(after) if after else None)
    return page("billing/index.html", found=found, words=words)


@pages.get("/<line_id>")
def line(line_id: str) -> Response:
    asked = _filters()
    if asked.numbers and not _is_trusted():
        return _to_proof()
    found = _screen(line_id, asked)
    if asked.numbers:
        _note("calls_shown", found)
    return page("billing/line.html", found=found, asked=asked, words=words, shown=NUMBERS_SHOWN, paper=statement)


@pages.get("/<line_id>/export.<suffix>")
def export(line_id: str, suffix: str) -> Response:
    """What the filters pick out, numbers masked unless `numbers=shown`. A PDF knows `part=2`, and `large=1` print."""
    asked = _filters()
    if suffix not in _FILES:
        raise NotFound
    if asked.numbers and not _is_trusted():
        return _to_proof()
    found = _screen(line_id, asked)
    _note("calls_exported", found, file=suffix)
    return _FILES[suffix](found)


@pages.route("/<line_id>/notices", methods=["GET", "POST"])
def notices(line_id: str) -> Response:
    found = one_or_404(queries.usage_line(current_customer(), _id(line_id)))
    wish = notice_actions.wish_of(session(), found)
    ordered_as = session().scalars(threshold_for(found.kind)).first() or ""
    form = NoticesForm.showing(wish, most=wish.premium_limit if ordered_as else None)
    if not form.validate_on_submit():
        done = request.args.get("done") == "saved" and not form.is_submitted()
        status = 422 if form.is_submitted() else 200
        return page("billing/notices.html", status=status, line=found, form=form, done=done, ordered_as=ordered_as)
    customer, now = current_customer(), clock.now()
    notice_actions.choose(session(), customer, found, form.chosen(), now=now, request_id=g.request_id)
    session().commit()
    return see_other(url_for("billing.notices", line_id=found.id, done="saved"))


def _screen(line_id: str, asked: Filters) -> LineScreen:
    shown = bool(asked.numbers)
    found = line_screen(session(), current_customer(), _id(line_id), asked, clock.today(), numbers_shown=shown)
    if found is None:
        raise NotFound
    return found


def _filters() -> Filters:
    try:
        return Filters.from_address(request.args)
    except NoSuchPage:
        raise NotFound from None


def _is_trusted() -> bool:
    return current_session().is_confirmed_lately(clock.now())


def _to_proof() -> Response:
    """Password and a code first; then back to what was asked for."""
    return _redirect(url_for("auth.step_up", next=request.full_path))


def _redirect(address: str) -> Response:
    response = redirect(address, 302)
    assert isinstance(response, Response)  # noqa: S101  # Flask's redirect is typed for werkzeug
    return response


def _note(what: str, found: LineScreen, **facts: str) -> None:
    """Into the log that the customer reads, before anything is shown. What was found is read already."""
    session().commit()
    begin_writing()
    period = found.chosen.invoice.number if found.chosen.invoice else ""
    customer_no, now = current_customer().customer_no, clock.now()
    note_look(
        session(), customer_no, what, now=now, request_id=g.request_id, line=found.line.msisdn, period=period, **facts
    )
    session().commit()


def _id(text: str) -> int:
    """An id is digits; one that no database can hold is not found either."""
    if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_ID):
        raise NotFound
    return int(text)
