"""The change of a tariff in the customer's words."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from selfcare.catalogue.models import Tariff
from selfcare.catalogue.papers import PRICE_LIST, PROMOTION
from selfcare.catalogue.terms import tariff_with
from selfcare.lines.numbers import shown
from selfcare.orders.models import BY_FEED, Order
from selfcare.orders.wording import Change, Wording
from selfcare.web.formats import money
from selfcare.web.tariff_words import beside_each_other, name

_LONGEST_IN_SMS = 24  # characters of a tariff's name, so that the SMS is one


class TariffWording(Wording):
    """Of this kind."""

    def title(self, order: Order) -> str:
        return str(_("Change of tariff to %(tariff)s", tariff=name(_after(order))))

    def short(self, order: Order) -> str:
        tariff = _after(order).name[:_LONGEST_IN_SMS].strip()
        return str(_("tariff %(tariff)s for %(line)s", tariff=tariff, line=plain(order)))

    def cost(self, order: Order) -> str:
        return str(_("%(amount)s a month", amount=money(_after(order).monthly_gross)))

    def changes(self, order: Order) -> list[Change]:
        before = order.facts["before"]
        return tariff_changes(tariff_with(before) if before else None, _after(order))

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.tariff_change", line=order.line_id), _("Change the tariff")

    def notes(self, order: Order) -> list[tuple[str, str]]:
        terms = order.facts["after"]
        known = {paper["what"]: paper["sha256"] for paper in order.facts.get("papers", [])}
        return [
            (_("Price list"), str(terms["price_list_url"])),
            (_("Price list (SHA-256)"), known.get(PRICE_LIST, "")),
            (_("Rules of the promotion"), str(terms["promotion_url"])),
            (_("Rules of the promotion (SHA-256)"), known.get(PROMOTION, "")),
            *super().notes(order),
        ]

    def waiting(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The change waits for the next billing period. Until the day before you can cancel it here."))

    def done(self, order: Order) -> str:
        if order.reason == BY_FEED:
            return str(_("The change was confirmed by our billing."))
        return str(_("The new tariff is in force."))

    def cancelled(self, order: Order) -> str:  # noqa: ARG002
        return str(_("You cancelled it. The tariff stays as it is."))

    def rejected(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The number got another tariff meanwhile, so this change is void."))


def tariff_changes(before: Tariff | None, after: Tariff) -> list[Change]:
    """The fee first, then everything in which the two differ."""
    fee = Change(_("Monthly fee"), money(before.monthly_gross) if before else "", money(after.monthly_gross))
    if before is None:
        return [fee, *(Change(row.name, "", row.values[0]) for row in beside_each_other([after]))]
    rows = beside_each_other([before, after])
    return [
        fee,
        *(
            Change(
                row.name,
                *(value or (_("nothing to add") if row.is_rate else _("not included")) for value in row.values),
            )
            for row in rows
            if len(set(row.values)) > 1
        ),
    ]


def plain(order: Order) -> str:
    """Its number without spaces, as an SMS writes it."""
    return shown(str(order.facts["msisdn"])).replace("\u00a0", "")


def _after(order: Order) -> Tariff:
    return tariff_with(order.facts["after"])
