"""Finding lines."""

from sqlalchemy import BindParameter, Select, select
from sqlalchemy.orm import joinedload

from selfcare.customers.models import Customer
from selfcare.lines.models import Line, LineOption

_LARGEST = 2**63 - 1


def lines_of(customer: Customer) -> Select[Line]:
    """The customer's lines of today, the main one first, each with its tariff."""
    return lines_of_customer(customer.id)


def lines_of_customer(customer_id: int | BindParameter[int]) -> Select[Line]:
    """The same by id, or for a statement that is put together once."""
    return (
        select(Line)
        .where(Line.customer_id == customer_id, Line.ended_at.is_(None))
        .order_by(Line.main.desc(), Line.msisdn)
        .options(joinedload(Line.tariff))
    )


def line_of(customer: Customer, line_id: int) -> Select[Line]:
    """One of them. An id that no column can hold is one that no row has."""
    return lines_of(customer).where(Line.id == min(line_id, _LARGEST))


def main_line_numbered(msisdn: str) -> Select[Line]:
    """The open main line of a number in E.164. Any other number signs nobody in (domain.md §2)."""
    return select(Line).where(Line.msisdn == msisdn, Line.main, Line.ended_at.is_(None))


def options_of(line: Line) -> Select[LineOption]:
    """Every option that the line has, had or will have, the newest first."""
    theirs = select(LineOption).where(LineOption.line_id == line.id).order_by(LineOption.begins_on.desc())
    return theirs.options(joinedload(LineOption.option))
