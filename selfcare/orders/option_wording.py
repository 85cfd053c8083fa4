"""Options, and changes of them, in the customer's words."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _

from selfcare.catalogue import models as kinds
from selfcare.catalogue.models import NOW, Option
from selfcare.catalogue.terms import option_with
from selfcare.customers.cycles import next_period
from selfcare.orders.models import BY_FEED, Order
from selfcare.orders.option_change import after, before
from selfcare.orders.options import OFF, Holding, day_of, last_day
from selfcare.orders.tariff_wording import plain
from selfcare.orders.wording import Change, Wording
from selfcare.web.formats import full_day, money
from selfcare.web.tariff_words import data_volume

_LONGEST_IN_SMS = 22  # characters of an option's name


class OptionWording(Wording):
    """Of this kind of order."""

    def title(self, order: Order) -> str:
        return f"{_option(order).name}: {state(_option(order), after(order))}"

    def short(self, order: Order) -> str:
        name = _option(order).name[:_LONGEST_IN_SMS].strip()
        wanted = in_short(_option(order), after(order))
        return str(_("%(option)s %(state)s for %(line)s", option=name, state=wanted, line=plain(order)))

    def cost(self, order: Order) -> str:
        option = _option(order)
        if not option.price_gross or not after(order).is_on or (option.recurring and before(order).is_on):
            return str(_("free of charge"))
        if option.recurring:
            return str(_("%(amount)s a month", amount=money(option.price_gross)))
        return str(_("%(amount)s once", amount=money(option.price_gross)))

    def changes(self, order: Order) -> list[Change]:
        option = _option(order)
        found = [Change(option.name, state(option, before(order)), state(option, after(order)))]
        if option.data_mb and after(order).is_on:
            found.append(Change(_("Internet package"), "", data_volume(option.data_mb)))
        return [*found, Change(_("Price"), "", self.cost(order))]

    def back(self, order: Order) -> tuple[str, str]:
        address = url_for("orders.options", line=order.line_id, option=str(order.facts["option"]["code"]))
        return address, _("Options")

    def cancelling(self, order: Order) -> str:
        if order.with_period:
            return super().cancelling(order)
        return str(_("It took effect at once, so it cannot be cancelled; you can order it otherwise at any time."))

    def done(self, order: Order) -> str:
        if order.reason == BY_FEED:
            return str(_("The change was confirmed by our billing."))
        return str(_("The change is in force."))

    def rejected(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The option was changed in another way meanwhile, so this order is void."))


def state(option: Option, held: Holding) -> str:
    """`on`, `off`, `up to 35,00 zł`, `on until 24 December 2026`."""
    if not held.is_on:
        return str(_("off"))
    limit = held.limit
    if option.kind == kinds.PREMIUM and limit is not None:
        return str(_("up to %(amount)s", amount=money(limit)))
    if limit is not None:
        return str(_("on, up to %(amount)s", amount=money(limit)))
    if held.until:
        return str(_("on until %(day)s", day=full_day(date.fromisoformat(held.until))))
    return str(_("on"))


def in_short(option: Option, held: Holding) -> str:
    """The same for an SMS."""
    if held.until:
        return str(_("on"))
    return state(option, held).replace("\u00a0", " ")


def explained(option: Option) -> str:
    """What the option does, in a sentence or two."""
    texts = {
        kinds.ROAMING: _(
            "Calls, messages and internet abroad. Above the limit, internet outside the EU is switched off until the "
            "next billing period. We tell you at 80 and 100% of it."
        ),
        kinds.INTERNATIONAL: _("Calls from Poland to numbers abroad. Your price list says what they cost."),
        kinds.PREMIUM: _(
            "How much special numbers may cost in a billing period, gross. We tell you when it is reached, and they "
            "are blocked until the next period."
        ),
        kinds.VOICEMAIL: _("Whoever does not reach you can leave a message."),
        kinds.CLIR: _("Whoever you call does not see your number. Emergency numbers always see it."),
        kinds.BLOCK: _("Calls and messages to special numbers do not go out at all."),
    }
    if option.kind == kinds.DATA:
        return str(_("%(volume)s of internet on top of your tariff.", volume=data_volume(option.data_mb)))
    return str(texts[option.kind])


def price(option: Option) -> str:
    """`15,00 zł once`, `5,00 zł a month`, `free of charge`."""
    if not option.price_gross:
        return str(_("free of charge"))
    if option.recurring:
        return str(_("%(amount)s a month", amount=money(option.price_gross)))
    return str(_("%(amount)s once", amount=money(option.price_gross)))


def costs(option: Option, held: Holding, wanted: str, start: str, *, cycle_day: int, today: date) -> str:
    """What this choice costs and when, and until when it lasts."""
    begins_on, amount = day_of(start, cycle_day, today), money(option.price_gross)
    until = last_day(option, begins_on, cycle_day) if wanted != OFF else None
    price = _costs(option, held, wanted, start, amount=amount, begins_on=begins_on, cycle_day=cycle_day)
    validity = _("Valid until %(day)s.", day=full_day(until)) if until else ""
    return f"{price} {validity}".strip()


def _costs(
    option: Option, held: Holding, wanted: str, start: str, *, amount: str, begins_on: date, cycle_day: int
) -> str:
    if not option.price_gross or (held.is_on and wanted != OFF and option.recurring):
        return str(_("It costs nothing."))
    if wanted == OFF:
        return str(_("From %(day)s you pay %(amount)s less a month.", day=full_day(begins_on), amount=amount))
    if not option.recurring:
        return str(_("%(amount)s once, on your next invoice.", amount=amount))
    if start == NOW:
        ends_on = full_day(next_period(cycle_day, begins_on) - timedelta(days=1))
        return str(_("%(amount)s for the period until %(day)s, then %(amount)s a month.", amount=amount, day=ends_on))
    return str(_("%(amount)s a month, from %(day)s.", amount=amount, day=full_day(begins_on)))


def groups() -> list[tuple[str, tuple[str, ...]]]:
    """How options are listed."""
    return [
        (_("Internet packages"), (kinds.DATA,)),
        (_("Abroad"), (kinds.ROAMING, kinds.INTERNATIONAL)),
        (_("Calls"), (kinds.VOICEMAIL, kinds.CLIR)),
        (_("Special numbers"), (kinds.PREMIUM, kinds.BLOCK)),
    ]


def _option(order: Order) -> Option:
    return option_with(order.facts["option"])
