"""What every kind of order has words for."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from selfcare.orders.models import A_DAY, CANCELLED, DONE, LINE_GONE, REJECTED, STAFF, WAITING, Order
from selfcare.web.formats import full_day


@dataclass(frozen=True)
class Change:
    """One thing that will be otherwise; `before` is empty where there was nothing to compare with."""

    name: str
    before: str
    after: str


class Wording:
    """How one kind of order is talked about, in the language of the moment. words.py lists them all."""

    def title(self, order: Order) -> str:
        """`Change of tariff to Listek 60 GB`: on pages and receipts."""
        raise NotImplementedError

    def short(self, order: Order) -> str:
        """`tariff Listek 60 GB for 500100200`: in an SMS, so at most 50 characters."""
        raise NotImplementedError

    def cost(self, order: Order) -> str:
        """`54,99 zł a month`, or that it is free: in an SMS."""
        raise NotImplementedError

    def changes(self, order: Order) -> list[Change]:
        """What will be otherwise, one by one."""
        raise NotImplementedError

    def back(self, order: Order) -> tuple[str, str]:
        """Address and name of the page on which one chooses anew."""
        raise NotImplementedError

    def notes(self, order: Order) -> list[tuple[str, str]]:
        """What else stands on the receipt, by name; empty texts are left out."""
        return [(_("Cancelling"), self.cancelling(order))]

    def starts(self, order: Order) -> str:
        """When it takes effect."""
        return full_day(order.effective_on)

    def cancelling(self, order: Order) -> str:  # noqa: ARG002  # some kinds look
        return str(_("In the portal, until the day before the change takes effect."))

    def so_far(self, order: Order) -> str:
        """One sentence on how far it is, and why."""
        if order.state == WAITING:
            return self.waiting(order)
        if order.state == DONE:
            return self.done(order)
        if order.reason == LINE_GONE:
            return str(_("The number has ended or has another holder now, so nothing was changed."))
        if order.said and order.state == REJECTED:
            return str(_("It was not possible: %(reason)s", reason=order.said))
        if order.state == CANCELLED:
            return self.cancelled(order)
        return self.rejected(order)

    def waiting(self, order: Order) -> str:
        if order.accepted_at and order.waits_for != A_DAY:
            return str(_("It is accepted, and we are carrying it out. We will tell you when it is done."))
        if order.waits_for == A_DAY:
            return str(_("The change waits for its day. Until the day before you can cancel it here."))
        if order.waits_for == STAFF:
            return str(_("Customer service will check who is asking, and call you."))
        return str(_("We are carrying it out. We will tell you when it is done."))

    def done(self, order: Order) -> str:  # noqa: ARG002  # some kinds look
        return str(_("It is done."))

    def cancelled(self, order: Order) -> str:  # noqa: ARG002
        return str(_("You cancelled it. Everything stays as it is."))

    def rejected(self, order: Order) -> str:  # noqa: ARG002
        return str(_("It was not possible. Call customer service if you want to know more."))
