"""Which line an address or a form means, and where the code for an order would go."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.database import session
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.lines.queries import line_of, lines_of
from selfcare.orders.roads import number_for_code
from selfcare.web.pages import one_or_404

_LINES_OFFERED = 100


def own_lines() -> Sequence[Line]:
    """The customer's lines, the main one first."""
    return session().scalars(lines_of(current_customer()).limit(_LINES_OFFERED)).all()


def line_in(number: str, lines: Sequence[Line] = ()) -> Line | None:
    """The line in the address or form; 404 for one that is not the customer's."""
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 20):
        raise NotFound
    known = next((line for line in lines if line.id == int(number)), None)
    return known or one_or_404(line_of(current_customer(), int(number)))


def road(line: Line | None) -> tuple[str, str]:
    """The number that the code will go to, or why it cannot."""
    try:
        return number_for_code(session(), current_customer(), line, now=clock.now()), ""
    except RuleBroken as reason:
        return "", str(reason)
