"""From error to reader: a sentence, whether it fills the page or only its main part."""

from flask import Flask, Response, g
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from selfcare.database import session
from selfcare.errors import PartnerUnavailable, RuleBroken, TooMany
from selfcare.web.logs import log
from selfcare.web.pages import page

RETRY_AFTER = 10  # seconds


def init_app(app: Flask) -> None:
    app.register_error_handler(RuleBroken, rule_broken)
    app.register_error_handler(PartnerUnavailable, partner_unavailable)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(PoolTimeout, database_away)
    app.register_error_handler(HTTPException, http_error)


def rule_broken(error: RuleBroken) -> Response:
    session().rollback()
    if isinstance(error, TooMany):
        response = notice(str(error), status=429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return notice(str(error), status=409)


def partner_unavailable(error: PartnerUnavailable) -> Response:
    log.warning("partner unavailable", error=str(error))
    session().rollback()
    return _try_again(_("Another system is not answering just now. Nothing is lost. Try again in a moment."))


def database_away(error: Exception) -> Response:
    log.error("database away", error=type(error).__name__)
    session().rollback()
    return _try_again(_("We have a short break. Nothing is lost. Try again in a moment."))


def database_error(error: DBAPIError) -> Response:
    """A lock, a full disk or a lost connection is a short break; anything else the database says is our bug."""
    session().rollback()
    if error.connection_invalidated or type(error).__name__ in {"OperationalError", "InterfaceError"}:
        return database_away(error)
    raise error


def http_error(error: HTTPException) -> Response:
    """404, 403, 413 and their kind; and 500, when something is our fault."""
    status = error.code or 500
    texts = {
        400: _("Your browser sent something we do not understand. Go back, refresh the page and try again."),
        403: _("This request did not come from our page. Go back and try again."),
        404: _("There is no such page, or it is not yours."),
        405: _("This page cannot be used that way."),
        413: _("That is too much to send at once."),
        429: _("Too many tries. Try again in a while."),
    }
    fault = _("Something went wrong on our side. We know about it already. Try again in a moment.")
    response = notice(texts.get(status, fault if status >= 500 else texts[400]), status=status)
    for name, value in error.get_headers():
        if name in {"Retry-After", "Allow", "Content-Range"}:
            response.headers[name] = value
    return response


def notice(message: str, *, status: int) -> Response:
    """The page that says one sentence."""
    facts = {"message": message, "title": _title(status), "is_our_fault": status >= 500}
    return page("errors/notice.html", status=status, request_id=g.get("request_id", ""), **facts)


def _try_again(message: str) -> Response:
    response = notice(message, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _title(status: int) -> str:
    titles = {
        404: _("No such page"),
        409: _("That did not work"),
        429: _("Wait a moment"),
        503: _("A short break"),
    }
    return str(titles.get(status, _("Something went wrong")))
