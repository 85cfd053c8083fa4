"""Finding what the account's pages show, a page at a time. Keys are ids: of the last row that was shown."""

from sqlalchemy import Select, select

from selfcare.audit.models import Entry
from selfcare.audit.queries import entries_about
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of
from selfcare.notifications.models import Message
from selfcare.notifications.queries import messages_to

PAGE = 25
LINES_ON_A_PAGE = 100
_LARGEST = 2**63 - 1  # no row has it, and both databases can hold it


def lines_after(customer: Customer, line_id: int | None) -> Select[Line]:
    """One line more than a page holds: whether there is a next page."""
    query = lines_of(customer).limit(LINES_ON_A_PAGE + 1)
    if line_id is None:
        return query
    last = select(Line.msisdn).where(Line.customer_id == customer.id, Line.id == bounded(line_id))
    return query.where(Line.main.is_(False), Line.msisdn > last.scalar_subquery())


def messages_before(customer: Customer, message_id: int | None) -> Select[Message]:
    """One message more than a page holds."""
    query = messages_to(customer).limit(PAGE + 1)
    return query if message_id is None else query.where(Message.id < bounded(message_id))


def entries_before(customer: Customer, entry_id: int | None) -> Select[Entry]:
    """One line of the log more than a page holds."""
    query = entries_about(customer.customer_no).limit(PAGE + 1)
    return query if entry_id is None else query.where(Entry.id < bounded(entry_id))


def bounded(row_id: int) -> int:
    """The same id; one that no column can hold becomes one that no row has."""
    return min(row_id, _LARGEST)
