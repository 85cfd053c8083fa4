"""Telling a customer something."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.notifications.actions import forget_old, tell, tell_everywhere
from selfcare.notifications.models import Message
from selfcare.notifications.queries import messages_to
from selfcare.outbox import worker
from selfcare.outbox.models import Task
from tests.builders import NOON, make_customer, make_line
from tests.conftest import SECRET_KEY
from tests.notifications.postbox import Postbox


def say_code(db: Session, customer: Customer, channel: str, recipient: str, code: str = "271828") -> Message:
    facts = {"code": code, "host": "selfcare.example.org"}
    expires_at = NOON + timedelta(minutes=10)
    return tell(
        db,
        customer,
        channel,
        recipient,
        "one_time_password",
        now=NOON,
        facts=facts,
        secret_key=SECRET_KEY,
        expires_at=expires_at,
    )


def test_an_sms_is_sent_and_kept_with_dots_for_its_code(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = say_code(db, anna, "sms", "+48500100200")

    worker.drain(db, now=NOON)

    [(number, text)] = postbox.sms
    assert number == "+48500100200"
    assert text.endswith("@selfcare.example.org #271828")
    assert (message.state, message.sent_at, message.provider_id) == ("sent", NOON, "sms-1")
    assert "271828" not in message.text
    assert message.text.endswith("@selfcare.example.org #••••••")


def test_an_email_is_sent_and_kept_with_dots_for_its_code(db: Session, anna: Customer, postbox: Postbox) -> None:
    message = say_code(db, anna, "email", "anna@example.org")

    worker.drain(db, now=NOON)

    [mail] = postbox.mails
    assert mail.recipient == "anna@example.org"
    assert mail.subject == message.subject != ""
    assert "271828" in mail.text
    assert "271828" in mail.html
    assert message.state == "sent"
    assert "271828" not in message.text
    assert "••••••" in message.text


def test_the_code_lies_sealed_in_the_outbox_and_is_gone_when_sent(
    db: Session, anna: Customer, postbox: Postbox
) -> None:
    say_code(db, anna, "sms", "+48500100200")
    task = db.scalars(select(Task)).one()

    assert "271828" not in task.facts
    worker.drain(db, now=NOON)
    db.refresh(task)

    assert (task.state, task.facts, task.done_at) == ("done", "", NOON)


def test_everywhere_means_email_and_phone_and_the_old_address_each_once(
    db: Session, anna: Customer, postbox: Postbox
) -> None:
    also = [("email", "old@example.org"), ("email", "anna@example.org")]

    tell_everywhere(db, anna, "password_changed", now=NOON, also=also)
    worker.drain(db, now=NOON)

    assert [mail.recipient for mail in postbox.mails] == ["anna@example.org", "old@example.org"]
    assert [number for number, _text in postbox.sms] == ["+48500100200"]


def test_without_a_contact_phone_the_main_line_is_told(db: Session, postbox: Postbox) -> None:
    someone = make_customer(db, "7", email="")
    make_line(db, someone, "+48500100777")
    make_line(db, someone, "+48500100778", main=True)

    tell_everywhere(db, someone, "password_changed", now=NOON)
    worker.drain(db, now=NOON)

    assert [number for number, _text in postbox.sms] == ["+48500100778"]
    assert postbox.mails == []


def test_nobody_is_told_who_has_neither(db: Session) -> None:
    assert tell_everywhere(db, make_customer(db, "7"), "password_changed", now=NOON) == []


def test_messages_are_found_newest_first_and_only_ones_own(db: Session, anna: Customer, bartek: Customer) -> None:
    first = say_code(db, anna, "sms", "+48500100200")
    say_code(db, bartek, "sms", "+48500100300")
    second = say_code(db, anna, "email", "anna@example.org")

    assert db.scalars(messages_to(anna)).all() == [second, first]


@pytest.mark.parametrize(("language", "word"), [("en", "password"), ("pl", "has")])
def test_it_speaks_the_customers_language(
    db: Session, anna: Customer, postbox: Postbox, language: str, word: str
) -> None:
    anna.chosen_language = language
    say_code(db, anna, "email", "anna@example.org")

    worker.drain(db, now=NOON)

    assert postbox.mails[0].language == language
    assert f'<html lang="{language}">' in postbox.mails[0].html


def test_a_language_this_installation_lacks_becomes_its_first(db: Session, anna: Customer, postbox: Postbox) -> None:
    anna.chosen_language = "fr"
    say_code(db, anna, "email", "anna@example.org")

    worker.drain(db, now=NOON)

    assert postbox.mails[0].language == "pl"


def test_old_messages_are_forgotten_but_not_those_that_wait(db: Session, anna: Customer, postbox: Postbox) -> None:
    say_code(db, anna, "sms", "+48500100200")
    worker.drain(db, now=NOON)
    waiting = say_code(db, anna, "sms", "+48500100200")

    forget_old(db, before=NOON + timedelta(days=1))

    assert db.scalars(select(Message)).all() == [waiting]
