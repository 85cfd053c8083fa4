"""Whether the ledger agrees with invoices and with the money that files told of. Looked at every day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from selfcare.balance.incoming import waiting
from selfcare.balance.models import Allocation, Check, Entry, Incoming, Unsettled
from selfcare.balance.queries import NOTHING, from_invoice
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money

INVOICES, LEFT, OVERLAID, INCOMING, BOTH_SIDES = "invoices", "left_to_pay", "overlaid", "incoming", "both_sides"
WAITING = "waiting"  # what nobody was found for: not wrong, but somebody must look
_EXAMPLES = 20
_Charge = aliased(Entry)
_Back = aliased(Entry)


def check_all(session: Session, *, now: datetime) -> list[Check]:
    """Look at everything; write down what was found, also when it was nothing."""
    counted = _counted()
    return [
        note(session, what, session.scalars(query).all(), looked_at=session.scalar(counted[what]) or 0, now=now)
        for what, query in _disagreements().items()
    ]


def note(session: Session, what: str, wrong: Sequence[int], *, looked_at: int, now: datetime) -> Check:
    """Write down one look; others who keep records of money do so, too."""
    examples = ", ".join(str(number) for number in wrong[:_EXAMPLES])
    check = Check(made_at=now, what=what, looked_at=looked_at, wrong=len(wrong), examples=examples)
    session.add(check)
    session.flush()
    return check


def newest_checks() -> Select[Check]:
    """The last look at each kind of record."""
    return select(Check).where(Check.id.in_(select(func.max(Check.id)).group_by(Check.what))).order_by(Check.what)


def _disagreements() -> Mapping[str, Select[int]]:
    charge = and_(_Charge.invoice_id == Invoice.id, _Charge.source == from_invoice("invoice:"))
    laid = select(func.coalesce(func.sum(Allocation.amount), NOTHING)).where(Allocation.debit_id == _Charge.id)
    left = case((_Charge.amount < NOTHING, -_Charge.amount - laid.scalar_subquery()), else_=NOTHING)
    is_settled = Entry.customer_id.not_in(select(Unsettled.customer_id))
    backs = select(func.coalesce(func.sum(_Back.amount), NOTHING)).where(_Back.about_id == Entry.id).scalar_subquery()
    return {
        INVOICES: (
            select(Invoice.id)
            .outerjoin(_Charge, charge)
            .where(_is_ours(), or_(_Charge.id.is_(None), _Charge.amount != -_owed()))
            .order_by(Invoice.id)
        ),
        LEFT: (
            select(Invoice.id).join(_Charge, charge).where(_is_ours(), Invoice.left_to_pay != left).order_by(Invoice.id)
        ),
        OVERLAID: select(Entry.id).where(_laid_of() > func.abs(Entry.amount)).order_by(Entry.id),
        BOTH_SIDES: (
            select(Entry.customer_id)
            .where(_laid_of() < func.abs(Entry.amount), is_settled)
            .group_by(Entry.customer_id)
            .having(func.max(Entry.amount) > NOTHING, func.min(Entry.amount) < NOTHING)
        ),
        INCOMING: (
            select(Incoming.id)
            .join(Entry, Entry.id == Incoming.entry_id)
            .where(or_(Entry.amount + backs != Incoming.amount, Entry.customer_id != Incoming.customer_id))
            .order_by(Incoming.id)
        ),
        WAITING: select(Incoming.id).where(waiting()).order_by(Incoming.booked_on, Incoming.id),
    }


def _counted() -> Mapping[str, Select[int]]:
    entries = select(func.count()).select_from(Entry)
    invoices = select(func.count()).select_from(Invoice).where(_is_ours())
    incoming = select(func.count()).select_from(Incoming)
    return {
        INVOICES: invoices,
        LEFT: invoices,
        OVERLAID: entries,
        BOTH_SIDES: entries,
        INCOMING: incoming.where(Incoming.entry_id.is_not(None)),
        WAITING: incoming.where(true()),
    }


def _is_ours() -> ColumnElement[bool]:
    return and_(Invoice.currency == CURRENCY, _owed() != NOTHING)


def _owed() -> ColumnElement[Money]:
    return case((Invoice.total > Invoice.to_pay, Invoice.total), else_=Invoice.to_pay)


def _laid_of() -> ColumnElement[Money]:
    laid = select(func.coalesce(func.sum(Allocation.amount), NOTHING))
    return laid.where(or_(Allocation.credit_id == Entry.id, Allocation.debit_id == Entry.id)).scalar_subquery()
