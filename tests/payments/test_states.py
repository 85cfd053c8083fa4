"""What a payment may become: every way that the table allows, and no other."""

from datetime import timedelta
from itertools import product

import pytest

from selfcare.money import Money
from selfcare.payments.models import MAY_BECOME, OPEN, RECEIVED, Payment, State
from tests.builders import NOON


@pytest.mark.parametrize(("former", "next_"), list(product(State, State)), ids=str)
def test_only_what_the_table_allows_happens(former: State, next_: State) -> None:
    payment = Payment(state=former, look_at=NOON, created_at=NOON)

    has_changed = payment.become(next_, now=NOON)

    assert has_changed == (next_ in MAY_BECOME[former])
    assert payment.state == (next_ if has_changed else former)


def test_what_was_received_never_becomes_unpaid() -> None:
    reachable = {next_ for state in RECEIVED for next_ in MAY_BECOME[state]}

    assert reachable <= set(RECEIVED)


def test_money_is_taken_whenever_it_comes() -> None:
    before = [state for state in State if state not in RECEIVED]

    assert all(State.PAID in MAY_BECOME[state] for state in before)


def test_nobody_looks_after_what_has_ended() -> None:
    payment = Payment(state=State.PENDING, look_at=NOON, created_at=NOON)

    payment.become(State.FAILED, now=NOON)

    assert payment.look_at is None
    assert payment.ended_at == NOON


def test_the_company_is_asked_after_1_2_5_and_15_minutes_and_then_hourly() -> None:
    payment = Payment(state=State.PENDING, looked=0, created_at=NOON)

    waits = []
    for _ in range(6):
        payment.look_again(now=NOON)
        assert payment.look_at
        waits.append(payment.look_at - NOON)

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 60)]


def test_every_state_is_open_received_or_over() -> None:
    assert set(OPEN) | set(RECEIVED) | {State.FAILED, State.EXPIRED} == set(State)
    assert Payment(state=State.PAID, amount=Money(1), refunds=[]).refundable == Money(1)
