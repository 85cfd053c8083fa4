"""The page of a line's options: what it has, and what one of them may be changed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.billing.notice_models import PREMIUM_LIMIT, PREMIUM_LIMITS
from selfcare.catalogue.models import NOW, PREMIUM, Option
from selfcare.database import session
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.orders import option_wording, words
from selfcare.orders.choosing import line_in, own_lines, road
from selfcare.orders.counter import asking, pages
from selfcare.orders.models import WAITING, Order
from selfcare.orders.option_change import NotOffered, begin_option_change, code_of, offered, version_shown
from selfcare.orders.option_forms import OWN, Choices, OptionForm
from selfcare.orders.option_queries import option_orders_of, options_with_rows
from selfcare.orders.options import (
    OFF,
    ON,
    ROAMING_LIMITS,
    Holding,
    can_be_switched_off,
    day_of,
    has_limit,
    holding_on,
    starts_of,
)
from selfcare.web.formats import full_day, money
from selfcare.web.pages import page, see_other


@dataclass(frozen=True)
class Offer:
    """One option, what the line has of it today, and the order that waits to change it."""

    option: Option
    held: Holding
    rows: Sequence[LineOption]
    waiting: Order | None
    orders: Sequence[Order]


@pages.get("/options")
def options() -> Response:
    lines = own_lines()
    line = line_in(request.args.get("line", ""), lines)
    if line is None and len(lines) != 1:
        main = lines[0] if lines else None
        groups = _groups(_offers(main)) if main else ()
        return page(
            "orders/choose_number.html", lines=lines, wanted="options", line=main, groups=groups, wording=option_wording
        )
    return _page(line or lines[0], lines, request.args.get("option", ""))


@pages.post("/options")
def change_option() -> Response:
    line = line_in(request.form.get("line", ""))
    if line is None:
        raise NotFound
    option = offered(session(), line, request.form.get("option", ""))
    form = OptionForm(wanted=_every_choice(option), starts=_starts(option, ""))
    if not form.validate():
        return _page(line, own_lines(), option.code, form)
    order = begin_option_change(session(), asking(), line, form.wish())
    session().commit()
    return see_other(url_for("orders.show", number=order.number))


def _page(line: Line, lines: Sequence[Line], code: str, sent: OptionForm | None = None) -> Response:
    offers = _offers(line)
    groups = _groups(offers)
    first = next((offer.option.code for _name, group in groups for offer in group), "")
    chosen = offers.get(code or first)  # a wide screen shows the first beside the list
    if code and chosen is None:
        raise NotOffered
    number, trouble = road(line) if chosen else ("", "")
    if sent and chosen:
        sent.wanted.choices = list(_choices(chosen.option, chosen.held))
    return page(
        "orders/options.html",
        status=422 if sent else 200,
        line=line,
        lines=lines,
        groups=groups,
        chosen=chosen,
        is_chosen=bool(code),
        form=(sent or _form(line, chosen)) if chosen else None,
        costs=_costs(chosen) if chosen else {},
        number=number,
        trouble=trouble,
        wording=option_wording,
        words=words,
    )


def _groups(offers: Mapping[str, Offer]) -> Sequence[tuple[str, Sequence[Offer]]]:
    """By what they are for."""
    return [
        (name, [offer for offer in offers.values() if offer.option.kind in kinds])
        for name, kinds in option_wording.groups()
    ]


def _offers(line: Line) -> Mapping[str, Offer]:
    """By code, in the order of the catalogue."""
    today = clock.today()
    orders = session().scalars(option_orders_of(line)).all()
    found: dict[str, tuple[Option, list[LineOption], Money]] = {}
    for option, row, threshold in session().execute(options_with_rows(line)):
        kept = found.setdefault(option.code, (option, [], PREMIUM_LIMIT if threshold is None else threshold))
        if row is not None:
            kept[1].append(row)
    return {
        code: _offer(option, rows, holding_on(today, option, rows, threshold), orders)
        for code, (option, rows, threshold) in found.items()
    }


def _offer(option: Option, rows: Sequence[LineOption], held: Holding, orders: Sequence[Order]) -> Offer:
    theirs = [order for order in orders if code_of(order) == option.code]
    waiting = next((order for order in theirs if order.state == WAITING), None)
    return Offer(option, held, rows, waiting, [order for order in theirs if order.state != WAITING])


def _form(line: Line, offer: Offer) -> OptionForm:
    """Empty, but for what there is no choice about."""
    option, held = offer.option, offer.held
    wanted = _choices(option, held)
    starts = _starts(option, wanted[0][0] if len(wanted) == 1 else ON)
    data = {
        "line": line.id,
        "option": option.code,
        "read": version_shown(option, held, clock.today()),
        "wanted": wanted[0][0] if len(wanted) == 1 else None,
        "start": starts[0][0] if len(starts) == 1 else None,
    }
    return OptionForm(formdata=None, data=data, wanted=wanted, starts=starts)


def _choices(option: Option, held: Holding) -> Choices:
    """What it may be changed to from how it is; never to what it is already."""
    return [
        (value, name)
        for value, name in _every_choice(option)
        if not (value == OFF and not held.is_on)
        and not (value == ON and held.is_on)
        and not (held.is_on and value == str(held.value))
    ]


def _every_choice(option: Option) -> Choices:
    limits = PREMIUM_LIMITS if option.kind == PREMIUM else ROAMING_LIMITS
    choices = [(str(limit.grosze), _("up to %(amount)s", amount=money(limit))) for limit in limits]
    if not has_limit(option):
        choices = [(ON, _("Switch on"))]
    if option.kind == PREMIUM:
        choices.append((OWN, _("Own amount")))
    if can_be_switched_off(option):
        choices.append((OFF, _("Switch off")))
    return choices


def _starts(option: Option, wanted: str) -> Choices:
    cycle_day, today = current_customer().cycle_day, clock.today()
    return [
        (start, _("At once") if start == NOW else _("From %(day)s", day=full_day(day_of(start, cycle_day, today))))
        for start in starts_of(option, wanted)
    ]


def _costs(offer: Offer) -> dict[str, str]:
    """By start; of the only choice there is, or of having it at all."""
    choices = _choices(offer.option, offer.held)
    wanted = choices[0][0] if len(choices) == 1 else ON
    cycle_day, today = current_customer().cycle_day, clock.today()
    return {
        start: option_wording.costs(offer.option, offer.held, wanted, start, cycle_day=cycle_day, today=today)
        for start in starts_of(offer.option, wanted)
    }
