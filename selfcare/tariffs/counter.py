"""Where tariffs are shown: the blueprint of all their pages, and the line that an address names."""

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from selfcare.auth.signed_in import current_customer
from selfcare.lines.models import Line
from selfcare.lines.queries import line_of
from selfcare.web.pages import one_or_404

pages = Blueprint("tariffs", __name__, url_prefix="/tariffs")

LINES_OFFERED = 100  # a firm with more of them comes from the line's own page


def asked_for(known: Sequence[Line]) -> Line | None:
    """The line in the address, mostly one of the `known` ones; 404 for one that is not the customer's."""
    number = request.args.get("line", "")
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 20):
        raise NotFound
    found = next((line for line in known if line.id == int(number)), None)
    return found or one_or_404(line_of(current_customer(), int(number)))
