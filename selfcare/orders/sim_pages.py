"""The page of a line's SIM card: how it is, another one, the PUK, and what to do when the phone is gone."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders import queries, sim_wording
from selfcare.orders.actions import topic_of
from selfcare.orders.choosing import line_in, own_lines
from selfcare.orders.counter import asking, pages
from selfcare.orders.models import SIM_EXCHANGE
from selfcare.orders.roads import NoNumber, check_sim, number_of
from selfcare.orders.sim_exchange import (
    CARD,
    ESIM,
    OWN,
    begin_sim_exchange,
    check_lately,
    reasons,
    shown,
)
from selfcare.orders.sim_forms import Choices, SimForm
from selfcare.web.formats import money
from selfcare.web.pages import page, see_other


@pages.get("/sim")
def sim() -> Response:
    lines = own_lines()
    line = line_in(request.args.get("line", ""), lines)
    if line is None and len(lines) != 1:
        return page("orders/choose_number.html", lines=lines, wanted="sim")
    return _page(line or lines[0], None)


@pages.post("/sim")
def exchange_sim() -> Response:
    line = line_in(request.form.get("line", ""))
    if line is None:
        raise NotFound
    form = SimForm(kinds=_kinds(), reasons=_reasons(line))
    if not form.validate():
        return _page(line, form)
    order = begin_sim_exchange(session(), asking(), line, form.wish(), _fee())
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


def _page(line: Line, sent: SimForm | None) -> Response:
    whys = _reasons(line)
    data = {
        "line": line.id,
        "read": shown(line, _fee()),
        "sim_kind": None,
        "why": whys[0][0] if len(whys) == 1 else None,
    }
    number, trouble = _road(line)
    return page(
        "orders/sim.html",
        status=422 if sent else 200,
        line=line,
        form=sent or SimForm(formdata=None, data=data, kinds=_kinds(), reasons=whys),
        waiting=session().scalars(queries.waiting_about(topic_of(SIM_EXCHANGE, line))).first(),
        number=number,
        trouble=trouble,
        wording=sim_wording,
        now=clock.now(),
    )


def _road(line: Line) -> tuple[str, str]:
    """Where the code will go: a number, or the e-mail when the very SIM does not work; or why it cannot go at all."""
    number = number_of(session(), current_customer(), line)
    if line.sim_blocked_at and number == line.msisdn:
        email = current_customer().email
        return email, "" if email else str(NoNumber())
    try:
        check_lately(session(), line, now=clock.now())
        if number != line.msisdn:
            check_sim(session(), number, now=clock.now())
    except RuleBroken as reason:
        return "", str(reason)
    return number, "" if number else str(NoNumber())


def _kinds() -> Choices:
    return [(kind, sim_wording.kind_name(kind)) for kind in (CARD, ESIM)]


def _reasons(line: Line) -> Choices:
    """Each with what it costs."""
    return [
        (why, f"{sim_wording.why_name(why)} – {money(_fee()) if why == OWN else _('free of charge')}")
        for why in reasons(line)
    ]


def _fee() -> Money:
    operator = cast("Operator", current_app.extensions["operator"])
    return Money.parse(str(operator.dues.sim_exchange))
