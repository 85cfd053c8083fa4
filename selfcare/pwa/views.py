"""What a phone asks for to install the portal, and what it shows without a network."""

import json

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from selfcare.brand import Operator
from selfcare.pwa import shell
from selfcare.web.access import open_to_everyone
from selfcare.web.assets import Assets

pages = Blueprint("pwa", __name__)


@pages.get("/service-worker.js")
@open_to_everyone
def service_worker() -> Response:
    with force_locale(_operator().languages[0]):  # one version for everybody, whatever language they read
        offline_page = render_template("pwa/offline.html")
    return _always_checked(shell.worker(_assets(), offline_page), "text/javascript")


@pages.get("/manifest.json")
@open_to_everyone
def manifest() -> Response:
    operator = _operator()
    with force_locale(operator.languages[0]):
        description = _("Your invoices and your account with %(name)s", name=operator.name)
        facts = shell.manifest(_assets(), operator, current_app.extensions["tabs"], description)
    return _always_checked(json.dumps(facts, ensure_ascii=False), "application/manifest+json")


@pages.get("/offline")
@open_to_everyone
def offline() -> str:
    """Kept on the phone, so it knows nothing of anybody and holds no form."""
    return render_template("pwa/offline.html")


def _always_checked(text: str, mimetype: str) -> Response:
    """Kept by browsers, but never used before asking whether it is still the newest."""
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _assets() -> Assets:
    assets: Assets = current_app.extensions["assets"]
    return assets


def _operator() -> Operator:
    operator: Operator = current_app.extensions["operator"]
    return operator
