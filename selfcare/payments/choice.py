"""What a customer is about to pay: one invoice, several, everything overdue, or any amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l

from selfcare.errors import RuleBroken
from selfcare.invoices.models import Invoice
from selfcare.money import Money

LEAST = Money(100)  # companies take no less than a zloty
MOST = Money(100_000_00)  # more is a typing mistake; a transfer takes any amount


class NothingToPay(RuleBroken):
    """Paid meanwhile, perhaps in another window."""

    message = _l("This is already paid. There is nothing left to pay.")


class AmountChanged(RuleBroken):
    """What was left to pay changed while the page stood open. The page shows the new amount."""

    message = _l("The amount to pay has changed meanwhile. Look at it once more. No money was taken.")


class AmountOutOfBounds(RuleBroken):
    """Less than a zloty, or more than anyone owes."""

    message = _l("You can pay from 1 to 100,000 zł here.")


@dataclass(frozen=True)
class Share:
    """A part of the amount and the invoice it is meant for; None: for what comes."""

    invoice: Invoice | None
    amount: Money


@dataclass(frozen=True)
class Choice:
    """The invoices to pay, the oldest due first, and another amount than theirs if the customer wants so."""

    invoices: Sequence[Invoice] = field(default_factory=tuple)
    other_amount: Money | None = None

    @property
    def owed(self) -> Money:
        return sum((invoice.left_to_pay for invoice in self.invoices), Money())

    @property
    def amount(self) -> Money:
        return self.owed if self.other_amount is None else self.other_amount

    @property
    def shares(self) -> list[Share]:
        """The amount, laid out over the invoices; what is more than they need is for what comes."""
        left, found = self.amount, []
        for invoice in self.invoices:
            share = min(invoice.left_to_pay, left)
            if share > Money():
                found.append(Share(invoice, share))
            left -= share
        return [*found, Share(None, left)] if left > Money() else found

    @property
    def only(self) -> Invoice | None:
        """The invoice, if there is just one."""
        return self.invoices[0] if len(self.invoices) == 1 else None

    def title(self, customer_no: str) -> str:
        """What stands at the bank: the invoice's number if it is one, else the customer's."""
        return self.only.number if self.only else customer_no

    def check(self, seen: Money) -> None:
        """Raises NothingToPay, AmountChanged (it is not what the customer has `seen`) or AmountOutOfBounds."""
        if self.other_amount is None and self.owed <= Money():
            raise NothingToPay
        if self.amount != seen:
            raise AmountChanged
        if not LEAST <= self.amount <= MOST:
            raise AmountOutOfBounds


def chosen_from(payable: Iterable[Invoice], ids: Iterable[int], other_amount: Money | None = None) -> Choice:
    """The named invoices that are still to be paid."""
    wanted = set(ids)
    return Choice(tuple(invoice for invoice in payable if invoice.id in wanted), other_amount)


def overdue_among(payable: Iterable[Invoice], today: date) -> Choice:
    return Choice(tuple(invoice for invoice in payable if invoice.is_overdue(today)))
