"""The advisor: what the customer's own last months would have cost on every tariff on sale."""

from __future__ import annotations

from flask import Response, request

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.tariffs import advice_words
from selfcare.tariffs.advice import Advice, TooEarly, advise
from selfcare.tariffs.counter import LINES_OFFERED, asked_for, pages
from selfcare.tariffs.history import MOST
from selfcare.web import tariff_words
from selfcare.web.pages import page

_LENGTHS = (3, 6, 12)  # months to choose from


@pages.get("/advisor")
def advisor() -> Response:
    lines = session().scalars(lines_of(current_customer()).limit(LINES_OFFERED)).all()
    line = asked_for(lines) or (lines[0] if lines else None)
    months = _months()
    found = _advice(line, months) if line else TooEarly(0)
    if isinstance(found, TooEarly):
        return page("tariffs/too_early.html", line=line, lines=lines, missing=found.missing, months=months)
    chosen = found.with_code(request.args.get("tariff", ""))
    return page(
        "tariffs/advisor.html",
        line=line,
        lines=lines,
        months=months,
        lengths=_LENGTHS,
        advice=found,
        chosen=chosen,
        shown=advice_words.told(found, chosen or found.best, is_firm=_is_firm()),
        names=tariff_words,
        signed=advice_words.signed,
        is_firm=_is_firm(),
    )


def _advice(line: Line, months: int) -> Advice | TooEarly:
    return advise(
        session(),
        line,
        session().scalars(tariffs_on_sale(line.kind, clock.today())).all(),
        cycle_day=current_customer().cycle_day,
        is_firm=_is_firm(),
        today=clock.today(),
        most=months,
    )


def _months() -> int:
    """What nobody offers is as if it were not there."""
    asked = request.args.get("months", "")
    return next((length for length in _LENGTHS if str(length) == asked), MOST)


def _is_firm() -> bool:
    return current_customer().kind == "business"
