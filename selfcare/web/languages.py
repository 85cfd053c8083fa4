"""Polish unless the reader chose otherwise: a customer in the account, a stranger by a cookie."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale

from selfcare.brand import LANGUAGES, Operator
from selfcare.web.access import open_to_everyone
from selfcare.web.addresses import local_path
from selfcare.web.pages import see_other

COOKIE = "language"  # chosen before signing in; holds nothing but "pl" or "en"
_KEPT = timedelta(days=365)

pages = Blueprint("languages", __name__)


def init_app(app: Flask, babel: Babel, operator: Operator) -> None:
    def choose() -> str:
        asked = request.cookies.get(COOKIE, "") if has_request_context() else ""
        chosen = g.get("language") or asked
        return chosen if chosen in operator.languages else operator.languages[0]

    babel.init_app(app, locale_selector=choose)
    app.jinja_env.globals["operator"] = operator
    app.jinja_env.globals["language"] = current_language
    app.jinja_env.globals["language_names"] = LANGUAGES
    app.jinja_env.filters["local_path"] = local_path


def current_language() -> str:
    """The two letters that `<html lang>` wants."""
    return str(get_locale() or "pl")


@pages.post("/language")
@open_to_everyone
def choose_language() -> Response:
    response = see_other(local_path(request.form.get("next")))
    operator: Operator = current_app.extensions["operator"]
    if (chosen := request.form.get("language")) in operator.languages:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, str(chosen), max_age=_KEPT, secure=secure, httponly=True, samesite="Lax")
    return response
