"""Polish unless the customer chose otherwise."""

from flask import Flask, g, request
from flask_babel import Babel

from selfcare.brand import Operator

COOKIE = "language"  # chosen before signing in; holds nothing but "pl" or "en"


def init_app(app: Flask, babel: Babel, operator: Operator) -> None:
    def choose() -> str:
        chosen = g.get("language") or request.cookies.get(COOKIE, "")
        return chosen if chosen in operator.languages else operator.languages[0]

    babel.init_app(app, locale_selector=choose)
    app.jinja_env.globals["operator"] = operator
