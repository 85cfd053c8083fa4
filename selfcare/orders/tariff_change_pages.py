"""The pages on which another tariff is chosen: line, tariff, what changes, accepted."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.catalogue.models import Tariff
from selfcare.catalogue.papers import accepted_with
from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.catalogue.terms import version_of
from selfcare.customers.cycles import next_period
from selfcare.database import session
from selfcare.lines.models import Line
from selfcare.orders import queries
from selfcare.orders.actions import topic_of
from selfcare.orders.choosing import line_in, own_lines, road
from selfcare.orders.counter import asking, pages
from selfcare.orders.forms import TariffChangeForm
from selfcare.orders.models import TARIFF_CHANGE
from selfcare.orders.tariff_change import NotOnSale, SameTariff, Wish, begin_tariff_change
from selfcare.orders.tariff_wording import tariff_changes
from selfcare.web import tariff_words
from selfcare.web.pages import page, see_other


@pages.get("/tariff-change")
def tariff_change() -> Response:
    lines = own_lines()
    line = line_in(request.args.get("line", ""), lines)
    if line is None and len(lines) != 1:
        return page("orders/choose_line.html", lines=lines, words=tariff_words)
    return _page(line or lines[0], lines, request.args.get("tariff", ""))


@pages.post("/tariff-change")
def begin() -> Response:
    form = TariffChangeForm()
    line = line_in(form.line.data or "")
    if line is None:
        raise NotFound
    if not form.validate():
        lines = own_lines()
        return _page(line, lines, form.tariff.data or "", form=form)
    wish = Wish(form.tariff.data or "", form.terms.data or "", form.day.data or "")
    order = begin_tariff_change(session(), asking(), line, wish)
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


def _page(line: Line, lines: Sequence[Line], code: str, form: TariffChangeForm | None = None) -> Response:
    """The tariffs on sale, and what the chosen one would change."""
    on_sale = session().scalars(tariffs_on_sale(line.kind, clock.today())).all()
    chosen = _chosen(on_sale, line, code)
    papers = accepted_with(chosen) if chosen else []
    begins_on = next_period(current_customer().cycle_day, clock.today())
    read = {
        "line": line.id,
        "tariff": code,
        "terms": version_of(chosen, papers) if chosen else "",
        "day": begins_on.isoformat(),
    }
    number, trouble = road(line) if chosen else ("", "")
    return page(
        "orders/tariff_change.html",
        status=422 if form else 200,
        line=line,
        lines=[other for other in lines if other.kind == line.kind],
        on_sale=on_sale,
        chosen=chosen,
        begins_on=begins_on,
        changes=tariff_changes(line.tariff, chosen) if chosen else [],
        waiting=session().scalars(queries.waiting_about(topic_of(TARIFF_CHANGE, line))).first(),
        form=form or TariffChangeForm(formdata=None, data=read),
        number=number,
        trouble=trouble,
        words=tariff_words,
    )


def _chosen(on_sale: Sequence[Tariff], line: Line, code: str) -> Tariff | None:
    """Raises NotOnSale and SameTariff: a link may be older than the catalogue."""
    if not code:
        return None
    chosen = next((tariff for tariff in on_sale if tariff.code == code), None)
    if chosen is None:
        raise NotOnSale
    if chosen.id == line.tariff_id:
        raise SameTariff
    return chosen
