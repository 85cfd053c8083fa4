"""Credit back to the customer's own account: 30 days from the code, and cancellable until somebody takes it up."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import payouts
from selfcare.balance.actions import free_credit
from selfcare.balance.models import Payout
from selfcare.errors import RuleBroken
from selfcare.money import Money, nrb_of
from selfcare.orders.actions import begin
from selfcare.orders.asking import Asking
from selfcare.orders.kind import Kind, Verdict
from selfcare.orders.models import BY_FEED, DONE, NOT_PAID, PAYOUT, REJECTED, STAFF, Order

_LAST_DIGITS = 4


class CreditIsSmaller(RuleBroken):
    """Some of it has paid an invoice since, or it never was so much."""

    message = _l("Your credit is smaller than this amount now. Begin again.")


def begin_payout(session: Session, asking: Asking, amount: Money, account: str, needs_two_above: Money) -> Order:
    """A draft, with a code on its way; the money is set apart when the code is typed.

    Raises payouts.NotAnAccount, CreditIsSmaller and what `begin` raises.
    """
    nrb = nrb_of(account)
    if nrb is None:
        raise payouts.NotAnAccount
    if not Money() < amount <= free_credit(session, asking.customer):
        raise CreditIsSmaller
    due_on = (asking.today + payouts.TERM).isoformat()
    facts = {"amount": str(amount), "account": nrb, "needs_two_above": str(needs_two_above), "due_on": due_on}
    order = Order(
        kind=PAYOUT,
        asked=json.dumps(facts),
        price=Money(),
        effective_on=asking.today,
        waits_for=STAFF,
    )
    return begin(session, asking, order)


class PayoutOrder(Kind):
    """The ledger's own rules decide: what is set apart, who has to consent, and what may still be taken back."""

    name = PAYOUT
    leaves = False

    def check(self, session: Session, order: Order, today: date) -> None:  # noqa: ARG002
        if free_credit(session, order.customer) < Money.parse(order.facts["amount"]):
            raise CreditIsSmaller

    def placed(self, session: Session, order: Order, *, now: datetime, today: date) -> None:
        facts = order.facts
        payout = payouts.ask(
            session,
            order.customer,
            Money.parse(facts["amount"]),
            facts["account"],
            form_key=order.number,
            needs_two_above=Money.parse(facts["needs_two_above"]),
            now=now,
            today=today,
        )
        hidden = f"•••• {facts['account'][-_LAST_DIGITS:]}"
        order.effective_on = today  # typed after midnight: the clock runs from now
        order.asked = json.dumps(facts | {"account": hidden, "due_on": payout.due_on.isoformat()})

    def overtaken(self, session: Session, order: Order) -> Verdict | None:
        payout = payout_of(session, order)
        if payout is None or payout.state in payouts.WAITING:
            return None
        return Verdict(DONE, BY_FEED) if payout.state == Payout.SENT else Verdict(REJECTED, NOT_PAID)

    def undone(self, session: Session, order: Order, *, now: datetime) -> None:
        """Raises payouts.NotPossibleNow once somebody has taken it up."""
        payout = payout_of(session, order)
        if payout and payout.state != Payout.REJECTED:
            payouts.withdraw(session, payout, now=now)


def payout_of(session: Session, order: Order) -> Payout | None:
    """The payout that the order made."""
    made = select(Payout).where(Payout.form_key == order.number, Payout.customer_id == order.customer_id)
    return session.scalars(made.with_for_update()).one_or_none()
