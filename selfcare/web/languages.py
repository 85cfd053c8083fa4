"""Polish unless the reader chose otherwise: a customer in the account, a stranger by a cookie."""

from datetime import timedelta

from babel import Locale
from babel.support import NullTranslations
from flask import Blueprint, Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from selfcare.brand import LANGUAGES, Operator
from selfcare.web.access import open_to_everyone
from selfcare.web.addresses import local_path
from selfcare.web.pages import see_other

COOKIE = "language"  # chosen before signing in; holds nothing but "pl" or "en"
_KEPT = timedelta(days=365)

_catalogues: dict[Locale | None, NullTranslations] = {}  # read once by flask-babel

pages = Blueprint("languages", __name__)


def init_app(app: Flask, babel: Babel, operator: Operator) -> None:
    def choose() -> str:
        asked = request.cookies.get(COOKIE, "") if has_request_context() else ""
        chosen = g.get("language") or asked
        return chosen if chosen in operator.languages else operator.languages[0]

    babel.init_app(app, locale_selector=choose)
    app.jinja_env.globals |= {"_": _say, "ngettext": _say_how_many}
    app.jinja_env.globals["operator"] = operator
    app.jinja_env.globals["language"] = current_language
    app.jinja_env.globals["language_names"] = LANGUAGES
    app.jinja_env.filters["local_path"] = local_path


def current_language() -> str:
    """The two letters that `<html lang>` wants."""
    return str(get_locale() or "pl")


@pass_eval_context
def _say(within: EvalContext, text: str, **facts: object) -> str:
    """As Jinja's `_` with flask-babel does, which ask ten times for each word where they are: a page has a hundred."""
    said = _catalogue().gettext(text)
    return (Markup(said) if within.autoescape else said) % facts  # noqa: S704  # ours; facts are escaped


@pass_eval_context
def _say_how_many(within: EvalContext, one: str, many: str, num: int, **facts: object) -> str:
    said = _catalogue().ngettext(one, many, num)
    return (Markup(said) if within.autoescape else said) % {"num": num, **facts}  # noqa: S704  # ours; facts are escaped


def _catalogue() -> NullTranslations:
    """The translations of this answer, or of the letter that is being written in its reader's language."""
    locale = getattr(g.get("_flask_babel"), "babel_locale", None) or get_locale()
    return _catalogues.get(locale) or _catalogues.setdefault(locale, get_translations())


@pages.post("/language")
@open_to_everyone
def choose_language() -> Response:
    response = see_other(local_path(request.form.get("next")))
    operator: Operator = current_app.extensions["operator"]
    if (chosen := request.form.get("language")) in operator.languages:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, str(chosen), max_age=_KEPT, secure=secure, httponly=True, samesite="Lax")
    return response
