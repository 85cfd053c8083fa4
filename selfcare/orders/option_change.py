"""An option of a line, switched on or off, or given another limit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.billing.notice_actions import set_premium_limit, wish_of
from selfcare.catalogue.models import PERIOD, PREMIUM, Option
from selfcare.catalogue.queries import options_for
from selfcare.catalogue.terms import digest_of, option_terms
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line, LineOption
from selfcare.lines.queries import options_of
from selfcare.money import Money
from selfcare.orders.actions import begin, topic_of
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import BY_DATE, BY_FEED, DONE, OPTION_CHANGE, OVERTAKEN, REJECTED, Order
from selfcare.orders.options import (
    HIGHEST,
    OFF,
    ON,
    Holding,
    can_be_switched_off,
    day_of,
    has_limit,
    holding_on,
    last_day,
    starts_of,
)

_NOTHING = Money()


class NotOffered(RuleBroken):
    """Sold no longer, never, or for another kind of line."""

    message = _l("This option cannot be changed for this number now. Choose another one.")


class NothingToChange(RuleBroken):
    """The line has it that way already."""

    message = _l("The number has it that way already, or will have it on that day.")


class OptionChanged(RuleBroken):
    """What was read is not what would be ordered."""

    message = _l("The option, its price or the day have changed meanwhile. Read them again.")


@dataclass(frozen=True)
class OptionWish:
    """What a form said the customer had read and wants."""

    code: str
    wanted: str  # on, off
    limit: Money | None
    start: str  # now, period
    read: str  # version of what the page showed


def begin_option_change(session: Session, asking: Asking, line: Line, wish: OptionWish) -> Order:
    """A draft, with a code on its way. Raises NotOffered, NothingToChange, OptionChanged and what `begin` raises."""
    option = offered(session, line, wish.code)
    begins_on = day_of(wish.start, asking.customer.cycle_day, asking.today)
    kept = session.scalars(options_of(line)).all()
    threshold = wish_of(session, line).premium_limit
    if wish.read != version_shown(option, holding_on(asking.today, option, kept, threshold), asking.today):
        raise OptionChanged
    _check_wish(option, wish)
    before = holding_on(begins_on, option, kept, threshold)
    after = _wanted(option, wish, begins_on, asking.customer.cycle_day)
    if before.is_same(after):
        raise NothingToChange
    return begin(
        session, asking, option_order(line, option, (before, after), begins_on, with_period=wish.start == PERIOD)
    )


def option_order(
    line: Line, option: Option, change: tuple[Holding, Holding], begins_on: date, *, with_period: bool
) -> Order:
    """What such an order holds, before anybody asks for it. `change` is what the line has, and what it will have."""
    terms = option_terms(option)
    before, after = change
    facts = {"msisdn": line.msisdn, "option": terms, "before": before.facts(), "after": after.facts()}
    is_paid_once = after.is_on and not option.recurring
    return Order(
        kind=OPTION_CHANGE,
        topic=topic_of(OPTION_CHANGE, line, option.code),
        line=line,
        asked=json.dumps(facts, ensure_ascii=False),
        terms_version=digest_of(terms),
        price=option.price_gross if is_paid_once else _NOTHING,
        effective_on=begins_on,
        with_period=with_period,
    )


def offered(session: Session, line: Line, code: str) -> Option:
    """The option with that code, if a line of this kind may have it. Raises NotOffered."""
    option = session.scalars(options_for(line.kind).where(Option.code == code)).one_or_none()
    if option is None:
        raise NotOffered
    return option


def version_shown(option: Option, held: Holding, today: date) -> str:
    """Changes with anything that a page about the option has said."""
    return digest_of({"option": option_terms(option), "held": held.facts(), "on": today.isoformat()})


class OptionChange(Kind):
    """The option may meanwhile have another price: what was agreed stands in the order."""

    name = OPTION_CHANGE

    def check(self, session: Session, order: Order, today: date) -> None:
        option = offered(session, order.its_line, code_of(order))
        is_as_read = order.terms_version == digest_of(option_terms(option)) and held(session, order) == before(order)
        start = PERIOD if order.with_period else "now"
        if not is_as_read or order.effective_on != day_of(start, order.customer.cycle_day, today):
            raise OptionChanged

    def placed(self, session: Session, order: Order, *, now: datetime, today: date) -> None:
        """At once means before the next page is shown."""
        if order.effective_on <= today:
            self.apply(session, order, now=now)
            order.move(DONE, now=now, reason=BY_DATE)

    def overtaken(self, session: Session, order: Order) -> Verdict | None:
        """What the line will have on the day of the order, as the feed has it now."""
        try:
            has = held(session, order)
        except NotOffered:  # the catalogue has lost it
            return Verdict(REJECTED, OVERTAKEN)
        if has.is_same(after(order)):
            return Verdict(DONE, BY_FEED)
        if not has.is_same(before(order)):
            return Verdict(REJECTED, OVERTAKEN)
        return None

    def apply(self, session: Session, order: Order, *, now: datetime) -> None:  # noqa: ARG002  # its day counts
        line, wanted = order.its_line, after(order)
        option = _option_of(session, order)
        if option.kind == PREMIUM:
            set_premium_limit(session, line, wanted.limit or _NOTHING)
            return
        kept = [row for row in session.scalars(options_of(line)) if row.option_id == option.id]
        _set(session, order, option, kept)


def before(order: Order) -> Holding:
    return Holding(**order.facts["before"])


def after(order: Order) -> Holding:
    return Holding(**order.facts["after"])


def code_of(order: Order) -> str:
    return str(order.facts["option"]["code"])


def held(session: Session, order: Order) -> Holding:
    """What the line has on the day of the order, whatever the order will make of it. Raises NotOffered."""
    line, option = order.its_line, _option_of(session, order)
    kept = session.scalars(options_of(line)).all()
    return holding_on(order.effective_on, option, kept, wish_of(session, line).premium_limit)


def _check_wish(option: Option, wish: OptionWish) -> None:
    """No page of ours sends anything else. Raises OptionChanged."""
    is_off = wish.wanted == OFF
    knows_limit = has_limit(option) and not is_off
    is_limit_right = (wish.limit is not None and _NOTHING <= wish.limit <= HIGHEST) == knows_limit
    is_possible = wish.wanted == ON or (is_off and can_be_switched_off(option))
    if not (is_possible and is_limit_right and wish.start in starts_of(option, wish.wanted)):
        raise OptionChanged


def _wanted(option: Option, wish: OptionWish, begins_on: date, cycle_day: int) -> Holding:
    if wish.wanted == OFF:
        return Holding(is_on=False)
    until = last_day(option, begins_on, cycle_day)
    return Holding(
        is_on=True,
        value=None if wish.limit is None else wish.limit.grosze,
        until=until.isoformat() if until else "",
    )


def _option_of(session: Session, order: Order) -> Option:
    """What was ordered, even if the line has become one of another kind. Raises NotOffered."""
    option = session.scalars(select(Option).where(Option.code == code_of(order))).one_or_none()
    if option is None:
        raise NotOffered
    return option


def _set(session: Session, order: Order, option: Option, kept: Sequence[LineOption]) -> None:
    """What was until then ends the day before; what would begin on that very day begins as ordered, or not at all."""
    day, wanted = order.effective_on, after(order)
    for row in kept:
        if row.begins_on < day and row.is_in_force(day):
            row.ends_on = day - timedelta(days=1)
    same = next((row for row in kept if row.begins_on == day), None)
    if wanted.is_on:
        row = same or LineOption(line_id=order.its_line.id, option_id=option.id, begins_on=day)
        row.value, row.ends_on = wanted.limit, last_day(option, day, order.customer.cycle_day)
        session.add(row)
    elif same:
        session.delete(same)
