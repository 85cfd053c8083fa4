"""What happens when an invoice is not paid, and when (art. 382 of the Electronic Communications Law, domain.md §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from selfcare.balance.interest import Rates, interest_on, with_newer
from selfcare.balance.queries import standing_of
from selfcare.brand import Dues
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money


class Stage(StrEnum):
    """How far it is."""

    OVERDUE = "overdue"  # nobody was given notice yet
    NOTICE = "notice"
    RESTRICTED = "restricted"  # no outgoing calls; 112 always works
    LAST_NOTICE = "last_notice"
    SUSPENDED = "suspended"
    TERMINATION = "termination"  # notice of termination


AFTER_NOTICE: dict[Stage, timedelta] = {  # 7 + 7 + 3 + 7 days
    Stage.NOTICE: timedelta(),
    Stage.RESTRICTED: timedelta(days=7),
    Stage.LAST_NOTICE: timedelta(days=14),
    Stage.SUSPENDED: timedelta(days=17),
    Stage.TERMINATION: timedelta(days=24),
}


@dataclass(frozen=True)
class Due:
    """A step of the law, and the day from which the operator may take it."""

    stage: Stage
    on: date
    is_past: bool


@dataclass(frozen=True)
class Arrears:
    """Everything overdue of one customer."""

    amount: Money
    since: date  # when the oldest was due
    stage: Stage
    timeline: Sequence[Due]  # empty until notice was given
    interest: Money  # so far; whether it is charged is the operator's decision

    @property
    def next_step(self) -> Due | None:
        return next((due for due in self.timeline if not due.is_past), None)


@dataclass(frozen=True)
class Standing:
    """Where a customer stands."""

    balance: Money
    late: Arrears | None
    disputed: Money  # what waits for the answer to a complaint


def standing(session: Session, customer: Customer, today: date, dues: Dues) -> Standing:
    """In one statement."""
    rows = session.execute(standing_of(customer, today)).all()
    unpaid = [(invoice, notice_on) for _balance, invoice, notice_on in rows if invoice]
    late = arrears_of(unpaid, today, with_newer(dues.interest_rates))
    return Standing(rows[0][0], late, disputed_of(invoice for invoice, _notice_on in unpaid))


def disputed_of(invoices: Iterable[Invoice]) -> Money:
    return sum((one.waits_for_answer for one in invoices if one.currency == CURRENCY), Money())


def arrears_of(rows: Iterable[tuple[Invoice, date | None]], today: date, rates: Rates) -> Arrears | None:
    """From unpaid invoices, each with the day of its notice; None when nothing is overdue.

    What is disputed waits for its answer: it is not in the amount, and bears no interest meanwhile.
    """
    found = [row for row in rows if _is_late(row[0], today)]
    days = [invoice.due_on for invoice, _notice_on in found if invoice.due_on]
    if not days:
        return None
    noticed = min((on for _invoice, on in found if on), default=None)
    timeline = list(_timeline(noticed, today)) if noticed else []
    past = [due.stage for due in timeline if due.is_past]
    return Arrears(
        amount=sum((invoice.undisputed for invoice, _notice_on in found), Money()),
        since=min(days),
        stage=past[-1] if past else Stage.OVERDUE,
        timeline=timeline,
        interest=sum(
            (interest_on(invoice.undisputed, invoice.due_on, today, rates) for invoice, _on in found if invoice.due_on),
            Money(),
        ),
    )


def _is_late(invoice: Invoice, today: date) -> bool:
    return invoice.is_overdue(today) and not invoice.is_held and invoice.currency == CURRENCY


def _timeline(notice_on: date, today: date) -> Iterator[Due]:
    for stage, after in AFTER_NOTICE.items():
        yield Due(stage, notice_on + after, is_past=notice_on + after <= today)
