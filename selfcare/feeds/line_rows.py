"""lines.csv: a line is a number with its holder, so a row may end one line and open another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, CompoundSelect, and_, func, or_, select, union_all, update

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.ready import Ready
from selfcare.feeds.sign_out import end_sessions
from selfcare.feeds.staging import Lookup, Staging, Values
from selfcare.lines.models import Line
from selfcare.orders.contact_queries import OLD_EXPORTS_COME
from selfcare.orders.models import DONE, SIM_EXCHANGE, Order

ENDED = "ended"


class LineRows(CsvKind):
    """Which numbers there are, and who holds them."""

    name = "lines"
    table = Line
    key = ("msisdn", "customer_no")
    readers: ClassVar[Mapping[str, Reader]] = {
        "msisdn": cells.phone,
        "customer_no": cells.word(64, needed=True),
        "main": cells.flag,
        "kind": cells.one_of("voice", "data"),
        "tariff_code": cells.word(64),
        "activated_on": cells.day,
        "status": cells.one_of("active", "restricted", "suspended", ENDED),
        "contact_phone": cells.or_nothing(cells.phone),
        "iccid": cells.word(32),
        "sim_kind": cells.one_of("sim", "esim", empty="sim"),
        "sim_changed_at": cells.optional(cells.moment),
        "puk": cells.digits(16),
        "contract_until": cells.optional(cells.day),
        "termination_fee": cells.optional(cells.amount),
    }
    optional = frozenset({"contract_until", "termination_fee"})
    found = ("customer_id", "tariff_id", "ended_at", "former_id")  # former: the open line that ends with this row
    indexed = ("customer_id", "ended_at")

    def lookups(self) -> Sequence[Lookup]:
        return [_references, _lines]

    def check(self, rows: Staging, now: datetime) -> None:
        row = rows.rows.c
        is_open = row.status != ENDED
        rows.reject(row.customer_id.is_(None), "customer_no ", row.customer_no, " is unknown")
        rows.reject((row.tariff_code != "") & row.tariff_id.is_(None), "tariff_code ", row.tariff_code, " is unknown")
        rows.reject_repeated(self.key, last=~is_open)
        rows.reject_repeated(("msisdn",), among=is_open, what="another holder of ")
        rows.reject_repeated(("customer_no",), among=and_(row.main, is_open), what="a main line of customer ")
        _reject_second_main_lines(rows, is_open)
        _keep_newer_sims(rows, now)
        ended_at = select(Line.ended_at).where(Line.id == row.target_id).scalar_subquery()
        rows.note("ended_at", func.coalesce(ended_at, now), among=~is_open)

    def apply(self, ready: Ready, now: datetime) -> None:
        """The former lines end first: a number is open only once."""
        ready.connection.execute(
            update(Line).where(Line.id.in_(_ending(ready, "former_id"))).values(status=ENDED, ended_at=now)
        )
        super().apply(ready, now)

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """Whoever came in through a number that has moved on, or is no more, is out at once.

        A block was of the SIM that was stolen, not of the next one.
        """
        end_sessions(ready.connection, "msisdn", _ending(ready, "msisdn"), now)
        has_another = and_(Line.sim_blocked_at.is_not(None), Line.sim_changed_at > Line.sim_blocked_at)
        ready.connection.execute(update(Line).where(has_another).values(sim_blocked_at=None))


def _ending(ready: Ready, column: str) -> CompoundSelect[Any]:
    return union_all(*(select(rows[column]).where(rows.former_id.is_not(None)) for rows in (ready.new, ready.changed)))


def _references(row: Values) -> dict[str, ColumnElement[Any]]:
    return {
        "customer_id": select(Customer.id).where(Customer.customer_no == row.customer_no).scalar_subquery(),
        "tariff_id": select(Tariff.id).where(Tariff.code == row.tariff_code).scalar_subquery(),
    }


def _lines(row: Values) -> dict[str, ColumnElement[Any]]:
    """An open row is about the holder's open line. One that ended is about his newest, and moves no number."""
    is_open = row.status != ENDED
    is_his = Line.customer_id == row.customer_id
    is_held = Line.ended_at.is_(None)
    lines = select(Line.id).where(Line.msisdn == row.msisdn)
    newest = select(func.max(Line.id)).where(Line.msisdn == row.msisdn, is_his, or_(is_held, ~is_open))
    return {
        "target_id": newest.scalar_subquery(),
        "former_id": lines.where(is_held, is_his != is_open).scalar_subquery(),
    }


def _keep_newer_sims(rows: Staging, now: datetime) -> None:
    """An export that is older than an exchange neither ends its 48 hours nor brings the former card back.

    The moment is known to us first from an answer in orders.csv, and is then a little later than billing's own.
    """
    row = rows.rows.c
    its_line = Line.id == row.target_id
    is_older = or_(row.sim_changed_at.is_(None), row.sim_changed_at < Order.placed_at)
    lately = and_(Order.state == DONE, Order.closed_at > now - OLD_EXPORTS_COME)
    same = and_(Order.kind == SIM_EXCHANGE, Order.line_id == row.target_id)
    was_exchanged = select(Order.id).where(same, lately, is_older).exists()
    for name in ("iccid", "sim_kind"):
        rows.note(name, select(getattr(Line, name)).where(its_line).scalar_subquery(), among=was_exchanged)
    later = and_(its_line, or_(row.sim_changed_at.is_(None), Line.sim_changed_at > row.sim_changed_at))
    kept = select(Line.sim_changed_at).where(later, Line.sim_changed_at.is_not(None))
    rows.note("sim_changed_at", kept.scalar_subquery(), among=kept.exists())


def _reject_second_main_lines(rows: Staging, is_open: ColumnElement[bool]) -> None:
    """Somebody's main line stays one unless the same file says that it is none any more."""
    row, other = rows.rows.c, rows.rows.alias().c
    is_about_it = or_(other.status != ENDED, other.customer_id == Line.customer_id)
    is_told_of = select(other.at_line).where(other.wrong.is_(None), other.msisdn == Line.msisdn, is_about_it).exists()
    mains = select(Line.customer_id, Line.msisdn).where(Line.main, Line.ended_at.is_(None), ~is_told_of).subquery()
    rows.reject(
        and_(row.main, is_open, mains.c.customer_id == row.customer_id, mains.c.msisdn != row.msisdn),
        *("customer ", row.customer_no, " has the main line ", mains.c.msisdn, " already"),
    )
