"""What a phone asks for to install the portal, and what it shows without a network."""

import json
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.contact import guide
from selfcare.database import session
from selfcare.invoices.models import Invoice
from selfcare.invoices.queries import invoices_of
from selfcare.pwa import shell
from selfcare.web.access import open_to_everyone
from selfcare.web.assets import Assets
from selfcare.web.offline import kept_addresses

pages = Blueprint("pwa", __name__)

KEPT_INVOICES = 24
_CONTACT = ("/contact", "/contact/new", "/help")
FIRST_INVOICES = 12  # after these, with their PDFs, the page says "available offline"


@pages.get("/service-worker.js")
@open_to_everyone
def service_worker() -> Response:
    if not current_app.extensions["settings"].offline_reading:
        return _always_checked(shell.kill_switch(), "text/javascript")
    with force_locale(_operator().languages[0]):  # one version for everybody, whatever language they read
        offline_page = _offline_page()
    open_pages = offline_page + guide.digest(_operator())
    return _always_checked(shell.worker(_assets(), open_pages, kept_addresses(current_app)), "text/javascript")


@pages.get("/manifest.json")
@open_to_everyone
def manifest() -> Response:
    operator = _operator()
    with force_locale(operator.languages[0]):
        description = _("Your invoices and your account with %(name)s", name=operator.name)
        facts = shell.manifest(_assets(), operator, current_app.extensions["tabs"], description)
    return _always_checked(json.dumps(facts, ensure_ascii=False), "application/manifest+json")


@pages.get("/offline/list")
def keep_list() -> Response:
    """What this device should keep, the most wanted first; `first` of them make it fit for a tunnel."""
    newest = session().scalars(invoices_of(current_customer()).with_only_columns(Invoice.id).limit(KEPT_INVOICES)).all()
    first, rest = _with_files(newest[:FIRST_INVOICES]), _with_files(newest[FIRST_INVOICES:])
    addresses = ["/", "/invoices", *first, "/account", "/account/contact", *_CONTACT, *rest]
    response = jsonify(addresses=addresses, first=2 + len(first))
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/offline")
@open_to_everyone
def offline() -> str:
    """Kept on the phone, so it knows nothing of anybody and holds no form."""
    return _offline_page()


def _offline_page() -> str:
    return render_template("pwa/offline.html", keeps_offline=False)


def _with_files(ids: Sequence[int]) -> list[str]:
    pages_first = [f"/invoices/{invoice_id}" for invoice_id in ids]
    return pages_first + [f"{address}/pdf" for address in pages_first]


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
