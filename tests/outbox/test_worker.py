"""One row, one transaction, at least once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.errors import PartnerUnavailable
from selfcare.outbox import worker
from selfcare.outbox.actions import finish, forget_closed, postpone, take
from selfcare.outbox.models import DELAYS, MOST_TRIES, Task
from selfcare.outbox.queries import failed_for_good, tried_in_vain
from tests.builders import NOON
from tests.conftest import SECRET_KEY
from tests.outbox.conftest import Desk

LEASE = timedelta(seconds=60)


def entries(db: Session) -> int:
    return len(db.scalars(select(Entry)).all())


def test_what_was_put_is_done_oldest_first_and_emptied(desk: Desk, db: Session) -> None:
    for name in ("first", "second", "third"):
        desk.put(name)

    desk.drain()

    assert desk.done == ["first", "second", "third"]
    tasks = db.scalars(select(Task).execution_options(populate_existing=True)).all()
    assert {(task.state, task.facts, task.done_at) for task in tasks} == {("done", "", NOON)}


def test_done_is_done_only_once(desk: Desk) -> None:
    desk.put()

    desk.drain()
    desk.drain(days=3)

    assert desk.done == ["one"]


def test_a_handlers_own_changes_are_kept_with_it(desk: Desk, db: Session) -> None:
    desk.put()

    desk.drain()

    assert entries(db) == 1


def test_nothing_is_done_after_a_rollback(desk: Desk, db: Session) -> None:
    db.commit()
    desk.put()
    db.flush()
    db.rollback()

    desk.drain()

    assert desk.done == []


def test_a_silent_partner_delays_and_takes_the_handlers_changes_back(
    desk: Desk, db: Session, silence: PartnerUnavailable
) -> None:
    desk.put()
    desk.fails = silence

    desk.drain()

    task = desk.task()
    assert (task.state, task.tries, task.last_error) == ("waiting", 1, "nobody answers")
    assert task.due_at == NOON + DELAYS[0]
    assert task.leased_until is None
    assert entries(db) == 0


def test_it_is_tried_again_when_it_is_due_and_not_before(desk: Desk, silence: PartnerUnavailable) -> None:
    desk.put()
    desk.fails = silence
    desk.drain()
    desk.fails = None

    desk.drain(seconds=4)
    assert desk.done == []
    desk.drain(seconds=5)

    assert desk.done == ["one"]


def test_each_delay_is_longer_and_after_a_day_it_is_given_up(
    desk: Desk, db: Session, silence: PartnerUnavailable
) -> None:
    desk.put()
    desk.fails = silence
    waited = timedelta()
    for delay in DELAYS:
        worker.drain(db, now=NOON + waited)
        assert desk.task().due_at == NOON + waited + delay
        assert db.scalars(tried_in_vain()).all() == [desk.task()]
        waited += delay

    worker.drain(db, now=NOON + waited)

    assert timedelta(hours=23) < waited < timedelta(hours=26)
    assert list(DELAYS) == sorted(DELAYS)
    assert (desk.task().state, desk.task().facts, desk.task().tries) == ("failed", "", MOST_TRIES)
    assert desk.given_up == [("one", "failed")]
    assert db.scalars(failed_for_good()).all() == [desk.task()]


def test_what_is_too_old_is_closed_and_emptied_but_not_done(desk: Desk) -> None:
    desk.put(expires_at=NOON + timedelta(minutes=10), secret_key=SECRET_KEY)

    desk.drain(minutes=10)

    assert desk.done == []
    assert desk.given_up == [("one", "expired")]
    assert (desk.task().state, desk.task().facts) == ("expired", "")


def test_what_gets_too_old_between_two_tries_is_emptied_at_once(desk: Desk, silence: PartnerUnavailable) -> None:
    desk.put(expires_at=NOON + timedelta(minutes=10))
    desk.fails = silence
    for seconds in (0, 5, 35, 155):  # the next try would be 10 minutes after that
        desk.drain(seconds=seconds)
    assert desk.task().due_at > NOON + timedelta(minutes=10)

    desk.drain(minutes=10)

    assert desk.task().state == "expired"


def test_a_leased_row_is_nobody_elses_until_the_lease_is_over(desk: Desk, db: Session) -> None:
    desk.put()
    db.flush()

    assert take(db, now=NOON, lease=LEASE) is not None
    assert take(db, now=NOON + LEASE - timedelta(seconds=1), lease=LEASE) is None
    again = take(db, now=NOON + LEASE, lease=LEASE)

    assert again is not None
    assert again.tries == 2


def test_whoever_lost_the_lease_changes_nothing_any_more(desk: Desk, db: Session) -> None:
    desk.put()
    db.flush()
    slow = take(db, now=NOON, lease=LEASE)
    quick = take(db, now=NOON + LEASE, lease=LEASE)
    assert slow
    assert quick

    assert not finish(db, slow, now=NOON)
    assert not postpone(db, slow, "too late")
    assert finish(db, quick, now=NOON)


def test_a_handler_that_took_too_long_leaves_no_traces(desk: Desk, db: Session) -> None:
    """Somebody else has the row by then, and does it all over."""
    desk.put()
    desk.meanwhile = lambda session: session.execute(update(Task).values(tries=Task.tries + 1))

    desk.drain()

    assert entries(db) == 0


def test_a_bug_is_not_swallowed_and_its_row_comes_again_after_the_lease(desk: Desk, db: Session) -> None:
    desk.put()
    desk.fails = KeyError("a bug")

    with pytest.raises(KeyError):
        desk.drain()
    db.rollback()
    desk.fails = None
    desk.drain(seconds=179)
    assert desk.done == []
    desk.drain(seconds=180)

    assert desk.done == ["one"]


def test_what_kills_its_worker_again_and_again_is_given_up(desk: Desk, db: Session) -> None:
    desk.put()
    db.flush()
    for _ in range(MOST_TRIES):
        db.execute(update(Task).values(leased_until=None, due_at=NOON))
        assert take(db, now=NOON, lease=LEASE)
    db.execute(update(Task).values(leased_until=None, due_at=NOON))

    desk.drain()

    assert desk.done == []
    assert (desk.task().state, desk.task().last_error) == ("failed", "never came to an end")


def test_what_was_sealed_with_another_key_is_given_up(desk: Desk) -> None:
    desk.put(secret_key="another key, which was changed since then")

    desk.drain()

    assert (desk.task().state, desk.task().facts) == ("failed", "")


def test_it_stops_between_two_rows_when_told(desk: Desk, db: Session) -> None:
    desk.put("first")
    desk.put("second")

    worker.drain(db, now=NOON, stop=lambda: bool(desk.done))

    assert desk.done == ["first"]


def test_closed_rows_are_forgotten_and_waiting_ones_are_not(desk: Desk, db: Session) -> None:
    desk.put("old")
    desk.drain()
    desk.put("new")

    forget_closed(db, before=NOON + timedelta(days=1))

    assert desk.task().state == "waiting"
