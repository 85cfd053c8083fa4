"""The operator's legal texts, and where to write about a hole in security."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from selfcare import clock
from selfcare.brand import Operator
from selfcare.config import Settings
from selfcare.web.access import open_to_everyone
from selfcare.web.pages import page
from selfcare.web.texts import blocks_of

pages = Blueprint("legal", __name__)

_VALID_FOR = timedelta(days=180)  # RFC 9116 advises less than a year


@pages.get("/legal/<name>")
@open_to_everyone
def show(name: str) -> Response:
    operator: Operator = current_app.extensions["operator"]
    text = operator.legal.get(name) or abort(404)
    return page("legal/text.html", heading=text["title"], blocks=list(blocks_of(text["text"])), name=name)


@pages.get("/.well-known/security.txt")
@open_to_everyone
def security() -> Response:
    """Answer as RFC 9116 describes. It never expires while the portal runs."""
    operator: Operator = current_app.extensions["operator"]
    settings: Settings = current_app.extensions["settings"]
    expires = (clock.now() + _VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {operator.security_contact or f'mailto:{operator.email}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(operator.languages)}",
        f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
