"""The table of states: every edge there is, and every one there is not."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.orders.models import (
    CANCELLED,
    DONE,
    DRAFT,
    DROPPED,
    REJECTED,
    TRANSITIONS,
    WAITING,
    Order,
    WrongState,
)
from tests.builders import NOON

STATES = (DRAFT, WAITING, DONE, CANCELLED, REJECTED, DROPPED)
ALLOWED = {
    (DRAFT, WAITING),
    (DRAFT, DROPPED),
    (WAITING, DONE),
    (WAITING, CANCELLED),
    (WAITING, REJECTED),
}


@pytest.mark.parametrize(("before", "after"), [*itertools.product(STATES, STATES)])
def test_only_these_steps_can_be_taken(before: str, after: str) -> None:
    order = Order(state=before)

    if (before, after) in ALLOWED:
        order.move(after, now=NOON, reason="feed")
        assert (order.state, order.reason) == (after, "feed")
        assert (order.placed_at is None, order.closed_at is None) == (after != WAITING, after == WAITING)
    else:
        with pytest.raises(WrongState):
            order.move(after, now=NOON)
        assert order.state == before


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_whatever_is_tried_an_order_that_is_closed_stays_closed(steps: list[str]) -> None:
    order = Order(state=DRAFT)
    seen = [DRAFT]

    for step in steps:
        try:
            order.move(step, now=NOON)
        except WrongState:
            continue
        seen.append(step)

    assert all(pair in ALLOWED for pair in itertools.pairwise(seen))
    assert not set(seen[:-1]) - TRANSITIONS.keys()
