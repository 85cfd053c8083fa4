from datetime import date, timedelta

from selfcare.audit.models import Entry
from selfcare.home.dates import coming, events
from selfcare.invoices.models import Invoice
from selfcare.lines.models import Line
from selfcare.notifications.models import Message
from tests.builders import NOON

TODAY = date(2026, 11, 25)


def test_the_nearest_day_comes_first() -> None:
    later = Invoice(due_on=date(2026, 12, 14))
    sooner = Invoice(due_on=date(2026, 11, 28))
    line = Line(contract_until=date(2026, 12, 31))

    days = coming(1, [later, sooner], [line], TODAY)

    assert [day.on.isoformat() for day in days] == ["2026-11-28", "2026-12-01", "2026-12-14", "2026-12-31"]
    assert (days[0].invoice, days[3].line) == (sooner, line)


def test_overdue_and_undated_invoices_are_not_among_the_days_to_come() -> None:
    invoices = [Invoice(due_on=TODAY - timedelta(days=1)), Invoice(due_on=None), Invoice(due_on=TODAY)]

    days = coming(1, invoices, [], TODAY)

    assert [day.on for day in days] == [TODAY, date(2026, 12, 1)]


def test_a_contract_is_named_only_when_its_end_is_near() -> None:
    ends = [date(2026, 11, 24), date(2026, 11, 25), date(2027, 1, 24), date(2027, 1, 25)]

    days = coming(1, [], [Line(contract_until=end) for end in ends], TODAY)

    assert [day.on for day in days if day.line] == ends[1:3]


def test_no_more_than_five_days_are_named() -> None:
    invoices = [Invoice(due_on=TODAY + timedelta(days=number)) for number in range(9)]

    assert len(coming(1, invoices, [], TODAY)) == 5


def test_events_of_all_kinds_are_one_list_newest_first() -> None:
    invoice = Invoice(issued_on=date(2026, 11, 24))
    message = Message(created_at=NOON - timedelta(days=3))
    entry = Entry(at=NOON)

    found = events([invoice], [message], [entry])

    assert [(event.entry, event.invoice, event.message) for event in found] == [
        (entry, None, None),
        (None, invoice, None),
        (None, None, message),
    ]


def test_an_event_is_dated_as_clocks_in_warsaw_say() -> None:
    just_after_midnight = NOON.replace(hour=23, minute=30)

    [event] = events([], [], [Entry(at=just_after_midnight)])

    assert event.on == date(2026, 11, 26)
