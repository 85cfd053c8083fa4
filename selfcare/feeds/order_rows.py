"""orders.csv: what the operator answers to orders. Each answer is kept, and moves its order as staff would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import structlog
from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from selfcare.errors import RuleBroken
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.ready import Ready
from selfcare.feeds.staging import Lookup, Staging, Values
from selfcare.orders import settling
from selfcare.orders.models import CANCELLED, DONE, DRAFT, DROPPED, REJECTED, WAITING, Answer, Order

log = structlog.get_logger("selfcare")

ACCEPTED = "accepted"
_AGREEMENTS = (  # of what an order is and what is said of it: nothing changes, and nobody need look
    *((DONE, ACCEPTED), (DONE, DONE)),
    *((REJECTED, ACCEPTED), (REJECTED, REJECTED)),
    *((CANCELLED, ACCEPTED), (CANCELLED, REJECTED)),
)


class OrderRows(CsvKind):
    """Answers to orders, each state of an order once."""

    name = "orders"
    table = Answer
    key = ("order_number", "state")
    readers: ClassVar[Mapping[str, Reader]] = {
        "order_number": cells.word(32, needed=True),
        "state": cells.one_of(ACCEPTED, REJECTED, DONE),
        "effective_on": cells.optional(cells.day),
        "reason": cells.text(500),
    }
    found: ClassVar[tuple[str, ...]] = ("order_id",)

    def lookups(self) -> Sequence[Lookup]:
        return [self._target, _its_order]

    def check(self, rows: Staging, now: datetime) -> None:
        super().check(rows, now)
        row = rows.rows.c
        is_at = select(Order.state).where(Order.id == row.order_id).scalar_subquery()
        agrees = (and_(is_at == state, row.state == answer) for state, answer in _AGREEMENTS)
        rows.reject(row.order_id.is_(None), "order_number ", row.order_number, " is unknown")
        rows.reject_repeated(("order_number",), among=row.state != ACCEPTED, what="an end of order ")
        rows.reject(
            and_(row.target_id.is_(None), ~or_(is_at == WAITING, *agrees)),
            *("order ", row.order_number, " cannot become ", row.state, ": it is ", is_at),
        )

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """Acceptances first: an order that was accepted and done in one file goes through both."""
        with Session(ready.connection) as session:
            answers = [answer for rows in (ready.new, ready.changed) for answer in session.execute(_answers(rows))]
            for answer in sorted(answers, key=lambda one: (one.state != ACCEPTED, one.order_id)):
                order = session.get_one(Order, answer.order_id, with_for_update=True, populate_existing=True)
                if order.state == WAITING:
                    _try_to_move(session, order, answer, now)
            session.flush()


def _its_order(row: Values) -> dict[str, ColumnElement[Any]]:
    """Drafts were never ordered: they are as unknown as what never was."""
    one = select(Order.id).where(Order.number == row.order_number, Order.state.not_in((DRAFT, DROPPED)))
    return {"order_id": one.scalar_subquery()}


def _answers(rows: Values) -> Select[Any]:
    return select(rows.order_id, rows.state, rows.effective_on, rows.reason)


def _try_to_move(session: Session, order: Order, answer: Row[Any], now: datetime) -> None:
    """An order's own rules may refuse what the operator says; then it waits for somebody to look at both."""
    try:
        with session.begin_nested():
            _move(session, order, answer, now)
    except RuleBroken as reason:
        log.warning("an answer that an order refuses", order=order.number, state=answer.state, reason=str(reason))


def _move(session: Session, order: Order, answer: Row[Any], now: datetime) -> None:
    if answer.state == ACCEPTED:
        settling.accept(session, order, now=now, effective_on=answer.effective_on)
    elif answer.state == REJECTED:
        settling.reject(session, order, now=now, said=answer.reason)
    else:
        settling.finish(session, order, now=now, effective_on=answer.effective_on)
