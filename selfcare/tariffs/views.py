"""The catalogue: what is on sale, with up to three tariffs beside today's."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.lines.queries import line_of, lines_of
from selfcare.tariffs.choices import KINDS, VOLUMES, compared, filters_in
from selfcare.web import tariff_words as words
from selfcare.web.pages import one_or_404, page

pages = Blueprint("tariffs", __name__, url_prefix="/tariffs")

_LINES_OFFERED = 100  # a firm with more of them comes from the line's own page


@pages.get("")
def index() -> Response:
    lines = session().scalars(lines_of(current_customer()).limit(_LINES_OFFERED)).all()
    line = _asked_for() or next((line for line in lines if line.kind == request.args.get("kind", line.kind)), None)
    filters = filters_in(request.args, line)
    on_sale = session().scalars(tariffs_on_sale(filters.kind, clock.today())).all()
    todays = line.tariff if line else None
    return page(
        "tariffs/index.html",
        line=line,
        lines=[other for other in lines if other.kind == filters.kind],
        filters=filters,
        kinds=KINDS,
        volumes=VOLUMES,
        todays=todays,
        is_sold=todays in on_sale,
        on_sale=[tariff for tariff in on_sale if filters.allow(tariff)],
        compared=compared(on_sale, todays, request.args.getlist("compare")),
        words=words,
    )


def _asked_for() -> Line | None:
    """The line in the address; 404 for one that is not the customer's."""
    number = request.args.get("line", "")
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 20):
        raise NotFound
    return one_or_404(line_of(current_customer(), int(number)))
