"""What waits for a person, the nearest deadline first: one list of cases of all kinds, paged by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from selfcare.balance.models import Payout
from selfcare.balance.payouts import WAITING as PAYOUT_WAITING
from selfcare.complaints.models import OPEN, Complaint, State
from selfcare.contact.models import WAITING as CALL_WAITING
from selfcare.contact.models import CallBack, Thread
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.orders.models import A_DAY, Order
from selfcare.orders.models import PAYOUT as ORDER_OF_PAYOUT
from selfcare.orders.models import WAITING as ORDER_WAITING
from selfcare.staff.desk_models import Assignment
from selfcare.staff.models import StaffMember
from selfcare.tables import Moment, MoneyColumn

COMPLAINT, CALL, QUESTION, PAYOUT, ORDER = "complaint", "call", "question", "payout", "order"
KINDS = (COMPLAINT, CALL, QUESTION, PAYOUT, ORDER)  # of the same day in this order
MINE, FREE, SOON, ALL = "mine", "free", "soon", "all"
SHOWS = (ALL, MINE, FREE, SOON)
PER_PAGE = 25
SOON_DAYS = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One case in the queue."""

    kind: str
    id: int
    due_on: date
    begins_at: datetime | None  # of a call
    title: str
    number: str
    amount: Money | None
    state: str
    customer_name: str
    phone: str
    assignee: str  # e-mail; "": nobody's
    assignee_name: str

    @property
    def key(self) -> str:
        """Where the next page begins."""
        return f"{self.due_on}.{self.kind}.{self.id}"

    def days_left(self, today: date) -> int:
        return (self.due_on - today).days


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases, for whom, after which."""

    kinds: tuple[str, ...] = KINDS
    show: str = ALL
    whose: str = ""  # e-mail of whoever looks
    today: date
    after: str = ""

    def key(self) -> tuple[date, int, int] | None:
        """Raises ValueError for what no page of ours links to."""
        if not self.after:
            return None
        day, kind, number = self.after.split(".")
        if not 0 <= int(number) < 2**63:
            raise ValueError
        return date.fromisoformat(day), KINDS.index(kind), int(number)


def waiting(session: Session, wanted: Wanted) -> tuple[Sequence[Waiting], str]:
    """A page of the queue, and the key of the next one ("" for none). One statement. Raises ValueError."""
    key = wanted.key()
    parts = [_page_of(source, wanted, key).subquery() for kind in wanted.kinds for source in _SOURCES[kind]()]
    together = union_all(*(select(part) for part in parts)).subquery()
    query = (
        select(together, StaffMember.name.label("name"))
        .outerjoin(StaffMember, StaffMember.email == together.c.assignee)
        .order_by(together.c.due_on, together.c.rank, together.c.id)
        .limit(PER_PAGE + 1)
    )
    found = [_row(row) for row in session.execute(query).mappings()]
    shown = found[:PER_PAGE]
    return shown, shown[-1].key if len(found) > PER_PAGE else ""


def counted(session: Session, wanted: Wanted) -> Mapping[str, int]:
    """How many cases each choice of `show` has. One statement."""
    parts = [_counts_of(source, wanted) for kind in wanted.kinds for source in _SOURCES[kind]()]
    together = union_all(*parts).subquery()
    sums = [func.coalesce(func.sum(together.c[show]), 0).label(show) for show in SHOWS]
    return {show: int(count) for show, count in session.execute(select(*sums)).mappings().one().items()}


@dataclass(frozen=True)
class _Source:
    """Where one kind of case comes from, in the words of the queue."""

    kind: str
    id: Any
    customer_id: Any
    due_on: Any
    is_waiting: Any
    title: Any
    number: Any
    state: Any
    amount: Any = None
    begins_at: Any = None
    assignee: Any = None  # of cases that know it themselves


_Sources = tuple[_Source, ...]


def _complaints() -> _Sources:
    """To be answered; awarded by law, and a second person must consent; answered, and the letter did not arrive."""
    unpaid = and_(
        *(Complaint.state == State.ACCEPTED_BY_LAW, Complaint.awarded.is_not(None), Complaint.paid_at.is_(None))
    )
    return (
        _complaint(Complaint.answer_by, Complaint.state.in_(OPEN), Complaint.state, Complaint.claimed),
        _complaint(Complaint.pay_by, unpaid, literal("award"), Complaint.awarded),
        _complaint(Complaint.resend_by, Complaint.resend_by.is_not(None), literal("resend"), None),
    )


def _complaint(due_on: Any, is_waiting: ColumnElement[bool], state: Any, amount: Any) -> _Source:
    return _Source(
        *(COMPLAINT, Complaint.id, Complaint.customer_id, due_on, is_waiting, Complaint.kind, Complaint.number, state),
        amount=amount,
        assignee=Complaint.assigned_to,
    )


def _calls() -> _Sources:
    day = func.date(CallBack.begins_at, type_=Date())  # nobody calls at night: the same day in Warsaw
    call = _Source(
        *(CALL, CallBack.id, CallBack.customer_id, day, CallBack.state == CALL_WAITING),
        *(CallBack.about, CallBack.phone, CallBack.state),
        begins_at=CallBack.begins_at,
    )
    return (call,)


def _questions() -> _Sources:
    question = _Source(
        *(QUESTION, Thread.id, Thread.customer_id, Thread.answer_by, Thread.answer_by.is_not(None)),
        *(Thread.subject, literal(""), literal("")),
    )
    return (question,)


def _payouts() -> _Sources:
    payout = _Source(
        *(PAYOUT, Payout.id, Payout.customer_id, Payout.due_on, Payout.state.in_(PAYOUT_WAITING)),
        *(
            literal(""),
            literal(""),
            case((and_(Payout.state == Payout.ASKED, Payout.first_by != ""), "second"), else_=Payout.state),
            Payout.amount,
        ),
    )
    return (payout,)


def _orders() -> _Sources:
    """What only waits for its day needs nobody, and a refund waits here as the payout that it is."""
    is_waiting = and_(Order.state == ORDER_WAITING, Order.waits_for != A_DAY, Order.kind != ORDER_OF_PAYOUT)
    order = _Source(
        *(ORDER, Order.id, Order.customer_id, Order.effective_on, is_waiting),
        *(Order.kind, Order.number, Order.state),
    )
    return (order,)


_SOURCES: Mapping[str, Callable[[], _Sources]] = {
    COMPLAINT: _complaints,
    CALL: _calls,
    QUESTION: _questions,
    PAYOUT: _payouts,
    ORDER: _orders,
}


def _page_of(source: _Source, wanted: Wanted, key: tuple[date, int, int] | None) -> Select[Any]:
    rank = KINDS.index(source.kind)
    query = (
        select(
            literal(source.kind, String()).label("kind"),
            literal(rank, Integer()).label("rank"),
            source.id.label("id"),
            source.due_on.label("due_on"),
            _or_nothing(source.begins_at, Moment()).label("begins_at"),
            cast(source.title, String()).label("title"),
            cast(source.number, String()).label("number"),
            _or_nothing(source.amount, MoneyColumn()).label("amount"),
            cast(source.state, String()).label("state"),
            Customer.name.label("customer_name"),
            Customer.contact_phone.label("phone"),
            _whose(source).label("assignee"),
        )
        .join_from(_table_of(source), Customer, Customer.id == source.customer_id)
        .where(source.is_waiting, _is_shown(source, wanted))
        .order_by(source.due_on, source.id)
        .limit(PER_PAGE + 1)
    )
    if source.assignee is None:
        query = query.outerjoin(Assignment, Assignment.subject == _subject(source))
    return query if key is None else query.where(_comes_after(source, rank, key))


def _counts_of(source: _Source, wanted: Wanted) -> Select[Any]:
    conditions = {show: _is_shown(source, Wanted(show=show, whose=wanted.whose, today=wanted.today)) for show in SHOWS}
    query = (
        select(*(func.sum(case((condition, 1), else_=0)).label(show) for show, condition in conditions.items()))
        .select_from(_table_of(source))
        .where(source.is_waiting)
    )
    if source.assignee is None:
        query = query.outerjoin(Assignment, Assignment.subject == _subject(source))
    return query


def _is_shown(source: _Source, wanted: Wanted) -> ColumnElement[bool]:
    choices: Mapping[str, ColumnElement[bool]] = {
        MINE: _whose(source) == wanted.whose,
        FREE: _whose(source) == "",
        SOON: source.due_on <= wanted.today + SOON_DAYS,
    }
    return choices.get(wanted.show, literal(value=True))


def _comes_after(source: _Source, rank: int, key: tuple[date, int, int]) -> Any:
    day, key_rank, key_id = key
    if rank > key_rank:
        return source.due_on >= day
    if rank < key_rank:
        return source.due_on > day
    return or_(source.due_on > day, and_(source.due_on == day, source.id > key_id))


def _whose(source: _Source) -> ColumnElement[str]:
    return func.coalesce(Assignment.assignee, "") if source.assignee is None else source.assignee


def _subject(source: _Source) -> ColumnElement[str]:
    return literal(f"{source.kind}/") + cast(source.id, String())


def _table_of(source: _Source) -> Any:
    return source.id.class_


def _or_nothing(column: Any, type_: Any) -> Any:
    return cast(null(), type_) if column is None else column


def _row(row: Mapping[Any, Any]) -> Waiting:
    facts = dict(row)
    facts.pop("rank")
    name = facts.pop("name")
    return Waiting(**facts, assignee_name=name or facts["assignee"])
