"""The first kind of order: another tariff for a line, from its next billing period."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.catalogue.papers import accepted_with
from selfcare.catalogue.queries import tariffs_on_sale
from selfcare.catalogue.terms import terms_of, version_of
from selfcare.customers.cycles import next_period
from selfcare.errors import RuleBroken
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders.actions import begin, topic_of
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import BY_FEED, DONE, OTHER_TARIFF, REJECTED, TARIFF_CHANGE, Order


class NotOnSale(RuleBroken):
    """Sold no longer, not yet, never, or for another kind of line."""

    message = _l("This tariff is not on sale for this number now. Choose another one.")


class SameTariff(RuleBroken):
    """There is nothing to change."""

    message = _l("The number has this tariff already.")


class TermsChanged(RuleBroken):
    """What was read is not what would be agreed."""

    message = _l("The terms of this tariff, or the day on which it begins, have changed meanwhile. Read them again.")


@dataclass(frozen=True)
class Wish:
    """What a form said the customer had read and wants."""

    tariff_code: str
    terms_version: str
    effective_on: str  # ISO date


def begin_tariff_change(session: Session, asking: Asking, line: Line, wish: Wish) -> Order:
    """A draft, with a code on its way. Raises NotOnSale, SameTariff, TermsChanged and what `begin` raises."""
    tariff = check_choice(session, line, wish.tariff_code, asking.today)
    effective_on = next_period(asking.customer.cycle_day, asking.today)
    papers = accepted_with(tariff)
    if (wish.terms_version, wish.effective_on) != (version_of(tariff, papers), effective_on.isoformat()):
        raise TermsChanged
    return begin(session, asking, change_of(line, line.tariff, tariff, effective_on, papers))


def change_of(
    line: Line, before: Tariff | None, after: Tariff, effective_on: date, papers: Sequence[Mapping[str, str]] = ()
) -> Order:
    """What such an order holds, before anybody asks for it."""
    facts = {
        "msisdn": line.msisdn,
        "before": terms_of(before) if before else None,
        "after": terms_of(after),
        "papers": list(papers),
    }
    return Order(
        kind=TARIFF_CHANGE,
        topic=topic_of(TARIFF_CHANGE, line),
        line=line,
        asked=json.dumps(facts, ensure_ascii=False),
        former_tariff_id=before.id if before else None,
        tariff_id=after.id,
        terms_version=version_of(after, papers),
        price=Money(),
        effective_on=effective_on,
        with_period=True,
    )


def check_choice(session: Session, line: Line, code: str, today: date) -> Tariff:
    """The tariff with that code, if the line may change to it today. Raises NotOnSale and SameTariff."""
    tariff = session.scalars(tariffs_on_sale(line.kind, today).where(Tariff.code == code)).one_or_none()
    if tariff is None:
        raise NotOnSale
    if tariff.id == line.tariff_id:
        raise SameTariff
    return tariff


def check_still_right(session: Session, order: Order, today: date) -> None:
    """At the last moment: nothing that was read may have changed since. Raises NotOnSale, SameTariff, TermsChanged."""
    tariff = check_choice(session, order.its_line, str(order.facts["after"]["code"]), today)
    version = version_of(tariff, accepted_with(tariff))
    is_as_read = order.terms_version == version and order.former_tariff_id == order.its_line.tariff_id
    if not is_as_read or order.effective_on != next_period(order.customer.cycle_day, today):
        raise TermsChanged


class TariffChange(Kind):
    """The tariff may meanwhile have left the catalogue: it was on sale when it was ordered, so the order stands."""

    name = TARIFF_CHANGE

    def check(self, session: Session, order: Order, today: date) -> None:
        check_still_right(session, order, today)

    def overtaken(self, session: Session, order: Order) -> Verdict | None:  # noqa: ARG002  # the line says it all
        if order.its_line.tariff_id == order.tariff_id:
            return Verdict(DONE, BY_FEED)
        if order.its_line.tariff_id != order.former_tariff_id:
            return Verdict(REJECTED, OTHER_TARIFF)
        return None

    def apply(self, session: Session, order: Order, *, now: datetime) -> None:  # noqa: ARG002
        order.its_line.tariff_id = order.tariff_id
