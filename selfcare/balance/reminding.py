"""Which customers are told what of which invoice today, and who waits because the money is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from selfcare.balance.arrears import AFTER_NOTICE, Stage
from selfcare.balance.models import Reminder, SaidPaid, Step
from selfcare.clock import WARSAW
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money
from selfcare.notifications.models import QUIET_FROM, QUIET_TO, Choice
from selfcare.outbox import actions as outbox

REMIND = "balance.remind"  # in the outbox
SOON = timedelta(days=3)  # before it is due
NOTICE_AFTER = timedelta(days=3)  # after it was due: a transfer of the last day has come by then
SAID_PAID_HOLDS = timedelta(days=7)  # a transfer that has not come by then was none
SAID_ONCE_IN = timedelta(days=30)  # saying so again and again must not put off what the law counts from
_OLDEST = timedelta(days=60)  # older debts are a matter for people
_GOOD_FOR = timedelta(hours=20)  # from the hour it should go


def remind_some(session: Session, *, now: datetime, today: date, most: int = 200) -> bool:
    """Take the steps that are due today, some at a time; False when there are no more."""
    rows = session.execute(_due(now, today).limit(most)).all()
    for invoice, choice in rows:
        step = step_of(invoice.due_on, today)
        session.add(Reminder(invoice_id=invoice.id, customer_id=invoice.customer_id, step=step, on=today))
        _put(session, invoice.id, step, choice, now)
    return bool(rows)


def give_last_notices(session: Session, *, now: datetime, today: date, most: int = 200) -> bool:
    """Two weeks after the notice the last one goes out (art. 382)."""
    rows = session.execute(_last_notices(now, today).limit(most)).all()
    for invoice, choice in rows:
        row = Reminder(invoice_id=invoice.id, customer_id=invoice.customer_id, step=Step.LAST_NOTICE, on=today)
        session.add(row)
        _put(session, invoice.id, Step.LAST_NOTICE, choice, now)
    return bool(rows)


def said_paid(session: Session, customer: Customer, invoices: Iterable[Invoice], *, now: datetime) -> bool:
    """The customer sent the money himself: reminders of these invoices wait a week for it. False: we know already."""
    ids = [invoice.id for invoice in invoices]
    recent = select(SaidPaid.invoice_id).where(SaidPaid.invoice_id.in_(ids), SaidPaid.said_at > now - SAID_ONCE_IN)
    known = set(session.scalars(recent)) if ids else set()
    new = [number for number in ids if number not in known]
    session.add_all(SaidPaid(customer_id=customer.id, invoice_id=number, said_at=now) for number in new)
    return bool(new)


def is_said_paid(invoice: Invoice, *, now: datetime) -> Select[int]:
    """Finds something while we wait for the money."""
    return select(SaidPaid.id).where(SaidPaid.invoice_id == invoice.id, SaidPaid.said_at > now - SAID_PAID_HOLDS)


def said_until(session: Session, customer: Customer, invoices: Iterable[Invoice], *, now: datetime) -> date | None:
    """Until which day we wait, or waited lately, for a transfer that the customer told us of for any of these."""
    ids = [invoice.id for invoice in invoices]
    newest = select(func.max(SaidPaid.said_at)).where(
        SaidPaid.customer_id == customer.id, SaidPaid.invoice_id.in_(ids), SaidPaid.said_at > now - SAID_ONCE_IN
    )
    said_at = session.scalar(newest) if ids else None
    return (said_at + SAID_PAID_HOLDS).astimezone(WARSAW).date() if said_at else None


def still_to_tell(session: Session, invoice: Invoice, *, now: datetime) -> bool:
    """Nobody is reminded of what he paid meanwhile, says to have paid, or disputes."""
    return invoice.undisputed > Money() and session.scalar(is_said_paid(invoice, now=now).limit(1)) is None


def step_of(due_on: date | None, today: date) -> Step | None:
    """What is to be told today; a day missed is made up for, but for the day itself."""
    left = (due_on - today) if due_on else timedelta.max
    if left <= -NOTICE_AFTER:
        return Step.NOTICE
    if timedelta() < left <= SOON:
        return Step.SOON
    return Step.TODAY if not left else None


def when_to_tell(choice: Choice | None, now: datetime) -> datetime:
    """Now, or when the quiet hours of Warsaw are over."""
    begins, ends = (choice.quiet_from, choice.quiet_to) if choice else (QUIET_FROM, QUIET_TO)
    local = now.astimezone(WARSAW)
    is_quiet = begins <= local.hour < ends if begins <= ends else local.hour >= begins or local.hour < ends
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=int(local.hour >= ends))
    return datetime.combine(day, time(ends), WARSAW)


def _put(session: Session, invoice_id: int, step: Step | None, choice: Choice | None, now: datetime) -> None:
    due_at = when_to_tell(choice, now)
    facts = {"invoice_id": invoice_id, "step": step}
    outbox.put(session, REMIND, facts, now=now, due_at=due_at, expires_at=due_at + _GOOD_FOR)


def _candidates(now: datetime) -> Select[Invoice, Choice | None]:
    waits = select(SaidPaid.id).where(SaidPaid.invoice_id == Invoice.id, SaidPaid.said_at > now - SAID_PAID_HOLDS)
    return (
        select(Invoice, Choice)
        .join(Customer, Customer.id == Invoice.customer_id)
        .outerjoin(Choice, Choice.customer_id == Invoice.customer_id)
        .where(Invoice.left_to_pay > Money(), Invoice.left_to_pay > Invoice.disputed)  # the first for its index
        .where(Invoice.currency == CURRENCY, Customer.status != "left")
        .where(~waits.exists())
        .order_by(Invoice.due_on, Invoice.id)
    )


def _due(now: datetime, today: date) -> Select[Invoice, Choice | None]:
    def without(step: Step) -> Select[int]:
        return select(Reminder.id).where(Reminder.invoice_id == Invoice.id, Reminder.step == step)

    tomorrow = today + timedelta(days=1)
    return _candidates(now).where(
        or_(
            and_(Invoice.due_on.between(tomorrow, today + SOON), ~without(Step.SOON).exists()),
            and_(Invoice.due_on == today, ~without(Step.TODAY).exists()),
            and_(Invoice.due_on.between(today - _OLDEST, today - NOTICE_AFTER), ~without(Step.NOTICE).exists()),
        )
    )


def _last_notices(now: datetime, today: date) -> Select[Invoice, Choice | None]:
    last = aliased(Reminder)
    is_given = select(last.id).where(last.invoice_id == Invoice.id, last.step == Step.LAST_NOTICE).exists()
    first = and_(Reminder.invoice_id == Invoice.id, Reminder.step == Step.NOTICE)
    by_then = today - AFTER_NOTICE[Stage.LAST_NOTICE]
    is_answered = or_(Invoice.answered_on.is_(None), Invoice.answered_on <= by_then)
    return _candidates(now).join(Reminder, first).where(Reminder.on <= by_then, is_answered, ~is_given)
