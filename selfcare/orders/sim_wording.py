"""SIM cards in the customer's words."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from selfcare.orders.models import CANCELLED, OVERTAKEN, STAFF, WAITING, Order
from selfcare.orders.sim_exchange import DEFECTIVE, ESIM, OWN
from selfcare.orders.tariff_wording import plain
from selfcare.orders.wording import Change, Wording
from selfcare.web.formats import money


class SimExchangeWording(Wording):
    """Another SIM card, or an eSIM."""

    def title(self, order: Order) -> str:
        return str(_("Another SIM: %(kind)s", kind=kind_name(str(order.facts["sim_kind"]))))

    def short(self, order: Order) -> str:
        kind = kind_name(str(order.facts["sim_kind"]))
        return str(_("%(kind)s for %(line)s", kind=kind, line=plain(order)))

    def cost(self, order: Order) -> str:
        return str(_("%(amount)s once", amount=money(order.price))) if order.price else str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        facts = order.facts
        to = facts["email"] if facts["sim_kind"] == ESIM else facts["address"]
        iccid = str(facts["former_iccid"])
        return [
            Change(_("Kind of SIM"), kind_name(str(facts["former_kind"])), kind_name(str(facts["sim_kind"]))),
            Change(_("SIM until now"), "", _("ends with %(digits)s", digits=iccid[-4:]) if iccid else "–"),
            Change(_("Why"), "", why_name(str(facts["why"]))),
            Change(_("We send it to"), "", str(to)),
            Change(_("Price"), "", self.cost(order)),
        ]

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.sim", line=order.line_id), _("SIM card")

    def starts(self, order: Order) -> str:  # noqa: ARG002
        return str(_("when you activate the new SIM"))

    def cancelling(self, order: Order) -> str:
        if order.waits_for == STAFF:
            return str(_("In the portal, until customer service has looked at it."))
        return str(_("By phone, until the new SIM is activated."))

    def notes(self, order: Order) -> list[tuple[str, str]]:
        return [*super().notes(order), (_("A reserved PESEL"), pesel_hint()), (_("Codes by SMS"), quarantine_hint())]

    def waiting(self, order: Order) -> str:
        if order.waits_for == STAFF:
            return str(
                _(
                    "Customer service will check who is asking, and whether your PESEL is reserved. Then we send "
                    "the SIM to the address of the contract."
                )
            )
        return str(_("We are preparing the SIM. The old one works until you activate the new one."))

    def done(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The new SIM is active. %(hint)s", hint=quarantine_hint()))

    def cancelled(self, order: Order) -> str:
        if order.state == CANCELLED and order.reason == OVERTAKEN:
            return str(_("The SIM was blocked meanwhile, so this order is void."))
        return super().cancelled(order)


class SimBlockWording(Wording):
    """The SIM of a phone that was stolen."""

    def title(self, order: Order) -> str:  # noqa: ARG002
        return str(_("Block of the SIM card"))

    def short(self, order: Order) -> str:
        return str(_("block of the SIM card of %(line)s", line=plain(order)))

    def cost(self, order: Order) -> str:  # noqa: ARG002
        return str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        iccid = str(order.facts["iccid"])
        name = _("SIM card that ends with %(digits)s", digits=iccid[-4:]) if iccid else _("SIM card")
        return [Change(name, _("works"), _("blocked"))]

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.sim", line=order.line_id), _("SIM card")

    def cancelling(self, order: Order) -> str:  # noqa: ARG002
        return str(_("Only customer service takes the block back, when they have checked who is asking."))

    def so_far(self, order: Order) -> str:
        if order.state == WAITING:
            return str(
                _("We send no codes to this SIM any more, and the network is being told. It cannot be undone here.")
            )
        return super().so_far(order)

    def done(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The SIM is blocked in the network."))


def kind_name(kind: str) -> str:
    return "eSIM" if kind == ESIM else str(_("SIM card"))


def why_name(why: str) -> str:
    if why == OWN:
        return str(_("I want another one, or damaged it"))
    return str(_("It does not work") if why == DEFECTIVE else _("The phone was stolen or lost"))


def pesel_hint() -> str:
    return str(
        _(
            "While your PESEL is reserved, the law forbids us to issue a SIM. Take the reservation back in mObywatel "
            "first."
        )
    )


def quarantine_hint() -> str:
    return str(_("For 48 hours after the change we send no codes by SMS to this number."))
