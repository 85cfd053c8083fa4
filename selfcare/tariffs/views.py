"""The catalogue: what is on sale, with up to three tariffs beside today's."""

import re

from flask import Response, request
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.catalogue.papers import paper_with
from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.database import session
from selfcare.invoices.downloads import download
from selfcare.lines.queries import lines_of
from selfcare.tariffs.choices import KINDS, VOLUMES, compared, filters_in
from selfcare.tariffs.counter import LINES_OFFERED, asked_for, pages
from selfcare.web import tariff_words as words
from selfcare.web.pages import one_or_404, page

_DIGEST = re.compile(r"[0-9a-f]{64}")


@pages.get("")
def index() -> Response:
    lines = session().scalars(lines_of(current_customer()).limit(LINES_OFFERED)).all()
    line = asked_for(lines) or next((line for line in lines if line.kind == request.args.get("kind", line.kind)), None)
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


@pages.get("/papers/<digest>.pdf")
def paper(digest: str) -> Response:
    """A price list or a promotion's rules in one version: whoever accepted it reads the same bytes for ever."""
    if not _DIGEST.fullmatch(digest):
        raise NotFound
    kept = one_or_404(paper_with(digest))
    return download(kept.content, "application/pdf", f"{digest[:12]}.pdf", digest=kept.sha256, inline=True)
