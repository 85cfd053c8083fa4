"""Orders about the account and its contracts in the customer's words."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _

from selfcare.customers.cycles import month_after
from selfcare.lines.numbers import shown
from selfcare.money import Money
from selfcare.orders.models import NOT_PAID, OTHER_CONTACT, TAKEN_BACK, Order
from selfcare.orders.tariff_wording import plain
from selfcare.orders.wording import Change, Wording
from selfcare.web.formats import full_day, money


class TerminationWording(Wording):
    """The end of a contract."""

    def title(self, order: Order) -> str:  # noqa: ARG002  # its number stands beside it
        return str(_("End of the contract"))

    def short(self, order: Order) -> str:
        return str(_("end of the contract for %(line)s", line=plain(order)))

    def cost(self, order: Order) -> str:
        return money(order.price) if order.price else str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        return [
            Change(_("Last day of the contract"), "", full_day(_last_day(order))),
            Change(_("Fee for ending it early"), "", money(order.price)),
            Change(_("The number can go to another operator until"), "", full_day(month_after(_last_day(order)))),
        ]

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.termination", line=order.line_id), _("End the contract")

    def cancelling(self, order: Order) -> str:
        return str(_("In the portal, until the last day of the contract, %(day)s.", day=full_day(_last_day(order))))

    def notes(self, order: Order) -> list[tuple[str, str]]:
        rest = _("What is paid for days after the last one lowers the last invoice, or comes back to you.")
        received = _("This confirms, on a durable medium, that we received your notice (PKE, art. 295).")
        return [(_("Confirmation"), received), (_("Last invoice"), rest), *super().notes(order)]

    def waiting(self, order: Order) -> str:
        day = full_day(_last_day(order))
        return str(_("The number works until %(day)s. Until then you can withdraw this and keep it.", day=day))

    def done(self, order: Order) -> str:
        day = full_day(month_after(_last_day(order)))
        return str(_("The contract has ended. You can take the number to another operator until %(day)s.", day=day))

    def cancelled(self, order: Order) -> str:  # noqa: ARG002
        return str(_("You withdrew it. The contract goes on as before."))


class PaperWording(Wording):
    """Invoices on paper, or only electronic."""

    def title(self, order: Order) -> str:
        return str(_("Invoices on paper") if order.facts["paper"] else _("Electronic invoices only"))

    def short(self, order: Order) -> str:
        return str(_("invoices on paper") if order.facts["paper"] else _("electronic invoices only"))

    def cost(self, order: Order) -> str:
        return str(_("%(amount)s a month", amount=money(Money.parse(order.facts["monthly"]))))

    def changes(self, order: Order) -> list[Change]:
        return paper_changes(order)

    def back(self, order: Order) -> tuple[str, str]:  # noqa: ARG002
        return url_for("orders.paper"), _("Paper or electronic")

    def starts(self, order: Order) -> str:
        return str(_("with the invoice of %(day)s", day=full_day(order.effective_on)))


class PayoutWording(Wording):
    """Credit sent to the customer's own account."""

    def title(self, order: Order) -> str:
        return str(_("Refund of %(amount)s", amount=_amount(order)))

    def short(self, order: Order) -> str:
        return str(_("refund of %(amount)s to account %(account)s", amount=_amount(order), account=_end_of(order)))

    def cost(self, order: Order) -> str:
        return money(order.price) if order.price else str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        return [
            Change(_("Amount"), "", _amount(order)),
            Change(_("To the account that ends with"), "", _end_of(order)),
        ]

    def back(self, order: Order) -> tuple[str, str]:  # noqa: ARG002
        return url_for("orders.payout"), _("Refund of credit")

    def starts(self, order: Order) -> str:
        return str(_("at the latest on %(day)s", day=_due_on(order)))

    def cancelling(self, order: Order) -> str:  # noqa: ARG002
        return str(_("In the portal, until we take it up."))

    def waiting(self, order: Order) -> str:
        day = _due_on(order)
        return str(_("We send the money by %(day)s. Until we take it up you can cancel it here.", day=day))

    def done(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The money is on its way to your account."))

    def cancelled(self, order: Order) -> str:  # noqa: ARG002
        return str(_("You cancelled it. The credit stays with us and lowers your next invoice."))

    def rejected(self, order: Order) -> str:
        if order.reason == NOT_PAID:
            return str(_("We could not send the money. The credit is yours as before."))
        return super().rejected(order)


class AssignmentWording(Wording):
    """A number for somebody else."""

    def title(self, order: Order) -> str:
        return str(_("Handing over to %(name)s", name=order.facts["name"]))

    def short(self, order: Order) -> str:
        return str(_("handing over %(line)s", line=plain(order)))

    def cost(self, order: Order) -> str:
        return money(order.price) if order.price else str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        rows = [
            (_("Who takes it over"), order.facts["name"]),
            (_("E-mail"), order.facts["email"]),
            (_("Phone number"), shown(order.facts["phone"])),
        ]
        return [Change(name, "", text) for name, text in rows if text]

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.assignment", line=order.line_id), _("Hand a number over")

    def notes(self, order: Order) -> list[tuple[str, str]]:
        both = _("The agreement on the assignment: you, and whoever takes the number over, with an identity document.")
        return [(_("What both sign"), both), *super().notes(order)]

    def starts(self, order: Order) -> str:
        return str(_("at the earliest on %(day)s", day=full_day(order.effective_on)))

    def cancelling(self, order: Order) -> str:  # noqa: ARG002
        return str(_("In the portal, until both have signed."))

    def waiting(self, order: Order) -> str:  # noqa: ARG002
        return str(_("Customer service sends you both the agreement. Until both have signed you can cancel it here."))

    def done(self, order: Order) -> str:  # noqa: ARG002
        return str(_("The number has its new holder."))

    def cancelled(self, order: Order) -> str:  # noqa: ARG002
        return str(_("You cancelled it. The number stays yours."))


class ContactWording(Wording):
    """Another e-mail address or contact number."""

    def title(self, order: Order) -> str:
        return str(_("Change of e-mail") if order.facts["what"] == "email" else _("Change of contact number"))

    def short(self, order: Order) -> str:
        return str(_("another e-mail address") if order.facts["what"] == "email" else _("another contact number"))

    def cost(self, order: Order) -> str:
        return money(order.price) if order.price else str(_("free of charge"))

    def changes(self, order: Order) -> list[Change]:
        rows = [(_("New"), order.facts["wanted"]), (_("Former"), order.facts["former"])]
        return [Change(name, "", shown(text)) for name, text in rows if text]

    def back(self, order: Order) -> tuple[str, str]:
        return url_for("orders.contact_change", what=order.facts["what"]), self.title(order)

    def cancelling(self, order: Order) -> str:  # noqa: ARG002
        return str(_("With the link that we sent to the former one, for 7 days."))

    def waiting(self, order: Order) -> str:  # noqa: ARG002
        return str(_("It holds already. Our billing takes it over within a day or two."))

    def done(self, order: Order) -> str:  # noqa: ARG002
        return str(_("It holds everywhere, also in our billing."))

    def cancelled(self, order: Order) -> str:
        if order.reason == TAKEN_BACK:
            return str(_("It was taken back with the link that we sent to the former one."))
        return super().cancelled(order)

    def rejected(self, order: Order) -> str:
        if order.reason == OTHER_CONTACT:
            return str(_("Our billing has brought a third one meanwhile, which counts: it was told to us later."))
        return str(_("Our billing did not take it over, so the former one holds again. Call customer service."))


def paper_changes(order: Order) -> list[Change]:
    """How invoices come, and what that costs a month."""
    price = money(Money.parse(order.facts["paper_price"]))
    free, paper, only = money(Money()), _("on paper and here"), _("electronic, here")
    if order.facts["paper"]:
        return [Change(_("Invoices"), only, paper), Change(_("Price a month"), free, price)]
    return [Change(_("Invoices"), paper, only), Change(_("Price a month"), price, free)]


def _last_day(order: Order) -> date:
    """From the order's own day: the operator may have moved it."""
    return order.effective_on - timedelta(days=1)


def _amount(order: Order) -> str:
    return money(Money.parse(order.facts["amount"]))


def _due_on(order: Order) -> str:
    return full_day(date.fromisoformat(order.facts["due_on"]))


def _end_of(order: Order) -> str:
    return str(order.facts["account"])[-4:]
