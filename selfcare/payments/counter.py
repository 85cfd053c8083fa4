"""What all pages of payments hang on."""

from collections.abc import Callable

from flask import Blueprint, Response
from flask_babel import get_locale

from selfcare import clock
from selfcare.database import session
from selfcare.documents.actions import kept_or_made
from selfcare.invoices.downloads import download
from selfcare.payments.receipt import EDITION

pages = Blueprint("payments", __name__)


def kept_receipt(subject: str, name: str, make: Callable[[], bytes]) -> Response:
    """Made at the first download and kept: the same bytes for ever."""
    kept = kept_or_made(session(), subject, f"{get_locale()}-{EDITION}", make, clock.now())
    content, digest = kept.content, kept.sha256
    session().commit()
    return download(content, "application/pdf", name, digest=digest)
