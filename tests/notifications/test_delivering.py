"""What the worker does with messages, whatever becomes of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.errors import PartnerUnavailable
from selfcare.notifications import jobs
from selfcare.notifications.actions import tell
from selfcare.notifications.gateway import Receipt
from selfcare.notifications.models import Message
from selfcare.notifications.queries import failed_for_good
from selfcare.outbox import worker
from selfcare.outbox.models import DELAYS, Task
from tests.builders import NOON
from tests.notifications.postbox import Postbox
from tests.notifications.test_telling import say_code

ANNA = "+48500100200"


@pytest.fixture
def in_demo(app: Flask) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, demo=True)
    yield
    app.extensions["settings"] = before


def test_a_silent_provider_delays_and_loses_nothing(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    postbox.is_silent = True
    worker.drain(db, now=NOON)
    assert message.state == "waiting"
    postbox.is_silent = False

    worker.drain(db, now=NOON + timedelta(seconds=5))

    assert [number for number, _text in postbox.sms] == [ANNA]
    assert message.state == "sent"


def test_an_expired_code_is_never_sent(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = say_code(db, anna, "sms", ANNA)
    postbox.is_silent = True
    worker.drain(db, now=NOON)
    postbox.is_silent = False

    worker.drain(db, now=NOON + timedelta(minutes=10))

    assert postbox.sms == []
    assert (message.state, message.text, message.sent_at) == ("expired", "", None)
    assert [task.facts for task in db.scalars(select(Task))] == [""]


def test_what_nobody_takes_for_a_day_has_failed(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    postbox.is_silent = True
    for hour in range(40):
        for _ in DELAYS:
            worker.drain(db, now=NOON + timedelta(hours=hour))

    assert message.state == "failed"
    assert db.scalars(failed_for_good()).all() == [message]


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_where_no_way_is_set_up_it_waits_for_one(db: Session, anna: Customer, channel: str) -> None:
    """The tests' installation has neither a mail server nor an SMS centre."""
    message = tell(db, anna, channel, ANNA, "password_changed", now=NOON)

    worker.drain(db, now=NOON)

    assert message.state == "waiting"
    assert "no way to send" in db.scalars(select(Task.last_error)).one()


def test_a_message_that_was_deleted_meanwhile_is_sent_to_nobody(db: Session, anna: Customer, postbox: Postbox) -> None:
    tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    db.execute(delete(Message))

    worker.drain(db, now=NOON)

    assert postbox.sms == []


def test_giving_up_what_was_sent_meanwhile_changes_nothing(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    worker.drain(db, now=NOON)

    jobs.give_up(db, {"message_id": message.id}, state="expired", now=NOON)
    jobs.give_up(db, {"message_id": 10**9}, state="expired", now=NOON)

    assert message.state == "sent"


@pytest.mark.usefixtures("in_demo")
def test_the_demo_keeps_the_code_readable(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = say_code(db, anna, "sms", ANNA)

    worker.drain(db, now=NOON)

    assert message.text.endswith("@selfcare.example.org #271828")


@pytest.mark.parametrize(("has_arrived", "state"), [(True, "delivered"), (False, "failed")])
def test_a_receipt_says_what_became_of_an_sms(
    db: Session, anna: Customer, postbox: Postbox, *, has_arrived: bool, state: str
) -> None:
    message = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    worker.drain(db, now=NOON)
    postbox.told = [Receipt("sms-1", has_arrived=has_arrived)]

    jobs.collect_receipts(db, now=NOON)
    worker.drain(db, now=NOON)

    assert message.state == state


def test_a_receipt_may_be_quicker_than_our_own_commit(db: Session, anna: Customer, postbox: Postbox) -> None:
    postbox.told = [Receipt("sms-1", has_arrived=True)]
    jobs.collect_receipts(db, now=NOON)
    worker.drain(db, now=NOON)
    message = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)

    worker.drain(db, now=NOON)
    worker.drain(db, now=NOON + timedelta(seconds=5))

    assert message.state == "delivered"


def test_a_receipt_for_somebody_elses_sms_is_forgotten(db: Session, postbox: Postbox) -> None:
    postbox.told = [Receipt("not ours", has_arrived=True)]
    jobs.collect_receipts(db, now=NOON)
    worker.drain(db, now=NOON)

    worker.drain(db, now=NOON + timedelta(minutes=11))

    assert db.scalars(select(Task.state)).all() == ["expired"]


def test_a_silent_centre_has_no_receipts(db: Session, postbox: Postbox) -> None:
    postbox.is_silent = True

    with pytest.raises(PartnerUnavailable):
        jobs.collect_receipts(db, now=NOON)


def test_without_an_sms_centre_there_is_nothing_to_collect(db: Session) -> None:
    jobs.collect_receipts(db, now=NOON)

    assert db.scalars(select(Task)).all() == []


def test_a_message_that_nobody_tries_any_more_has_failed(db: Session, anna: Customer) -> None:
    stranded = tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    db.flush()

    jobs.forget_old(db, now=NOON + timedelta(days=2))
    before = stranded.state
    jobs.forget_old(db, now=NOON + timedelta(days=2, seconds=1))
    db.expire_all()

    assert (before, stranded.state) == ("waiting", "failed")


def test_the_daily_job_keeps_to_the_setting(app: Flask, db: Session, anna: Customer, postbox: Postbox) -> None:
    days = app.extensions["settings"].keep_messages_days
    tell(db, anna, "sms", ANNA, "password_changed", now=NOON)
    worker.drain(db, now=NOON)

    jobs.forget_old(db, now=NOON + timedelta(days=days))
    assert len(db.scalars(select(Message)).all()) == 1
    jobs.forget_old(db, now=NOON + timedelta(days=days, seconds=1))

    assert db.scalars(select(Message)).all() == []
