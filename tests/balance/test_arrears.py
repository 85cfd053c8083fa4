"""The legal timeline: 7 + 7 + 3 + 7 days from the notice."""

from datetime import date, timedelta

import pytest

from selfcare.balance.arrears import Arrears, Stage, standing
from selfcare.balance.models import Reminder, Step
from selfcare.brand import Dues
from selfcare.money import Money
from tests.balance.ledger import TODAY, Ledger

NOTICE = date(2026, 11, 1)


def arrears(annas: Ledger, today: date = TODAY) -> Arrears | None:
    found = standing(annas.db, annas.customer, today, Dues())
    assert found.balance.grosze == annas.balance
    return found.late


def test_whoever_owes_nothing_late_is_not_in_arrears(annas: Ledger) -> None:
    annas.owe("FV/1", due_on=TODAY)

    assert arrears(annas) is None


def test_before_the_notice_no_days_are_counted(annas: Ledger) -> None:
    annas.owe("FV/1", due_on=date(2026, 11, 1))
    annas.owe("FV/2", due_on=date(2026, 10, 1))

    found = arrears(annas)

    assert found is not None
    assert (found.amount, found.since, found.stage) == (Money(20000), date(2026, 10, 1), Stage.OVERDUE)
    assert found.next_step is None
    assert found.interest > Money()


@pytest.mark.parametrize(
    ("days", "stage", "following"),
    [
        (0, Stage.NOTICE, Stage.RESTRICTED),
        (6, Stage.NOTICE, Stage.RESTRICTED),
        (7, Stage.RESTRICTED, Stage.LAST_NOTICE),
        (14, Stage.LAST_NOTICE, Stage.SUSPENDED),
        (17, Stage.SUSPENDED, Stage.TERMINATION),
        (24, Stage.TERMINATION, None),
    ],
)
def test_each_step_has_its_day(annas: Ledger, days: int, stage: Stage, following: Stage | None) -> None:
    invoice = annas.owe("FV/1", due_on=date(2026, 10, 14))
    annas.db.add(Reminder(invoice_id=invoice.id, customer_id=annas.customer.id, step=Step.NOTICE, on=NOTICE))

    found = arrears(annas, NOTICE + timedelta(days=days))

    assert found is not None
    assert found.stage == stage
    assert (found.next_step.stage if found.next_step else None) == following
    assert len(found.timeline) == 5
