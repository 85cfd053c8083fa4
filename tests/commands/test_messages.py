"""`selfcare messages`: what was sent to whom."""

import json
from typing import Any

import pytest

from selfcare import database
from selfcare.commands.portal import closing
from selfcare.notifications.actions import tell
from selfcare.outbox import worker
from tests import builders
from tests.builders import NOON
from tests.commands.conftest import Installation
from tests.conftest import SECRET_KEY
from tests.notifications.postbox import postbox_of

CODE = {"code": "271828", "host": "selfcare.example.org"}


@pytest.fixture
def sent(installation: Installation) -> Installation:
    """To Anna a code by SMS and a letter; to Bartek a letter; to Anna's former address one that waits."""
    app = installation.portal()
    with closing(app), app.app_context():
        db = database.session()
        tariff = builders.make_tariff(db)
        anna, bartek = builders.make_anna(db, tariff), builders.make_bartek(db, tariff)
        tell(db, anna, "sms", "+48500100200", "one_time_password", now=NOON, facts=CODE, secret_key=SECRET_KEY)
        tell(db, bartek, "email", "bartek@example.org", "password_changed", now=NOON)
        tell(db, anna, "email", "anna@example.org", "password_changed", now=NOON)
        with postbox_of(app, db):
            worker.drain(db, now=NOON)
        tell(db, anna, "email", "old@example.org", "password_changed", now=NOON)
        db.commit()
    return installation


def listed(installation: Installation, *options: str) -> list[dict[str, Any]]:
    found = json.loads(installation.run("messages", "--json", *options).output)
    assert isinstance(found, list)
    return found


def test_newest_first_with_everything_a_script_needs(sent: Installation) -> None:
    found = listed(sent)

    assert [message["to"] for message in found] == [
        "old@example.org",
        "anna@example.org",
        "bartek@example.org",
        "+48500100200",
    ]
    assert [message["id"] for message in found] == sorted((message["id"] for message in found), reverse=True)
    assert found[-1].keys() == {"id", "channel", "to", "subject", "text", "state", "created_at", "sent_at"}
    assert (found[-1]["channel"], found[-1]["state"], found[-1]["subject"]) == ("sms", "sent", "")
    assert found[-1]["created_at"] == "2026-11-25T12:00:00+01:00"
    assert (found[0]["state"], found[0]["sent_at"]) == ("waiting", None)
    assert found[1]["subject"]


@pytest.mark.parametrize("login", ["500 100 200", "500-100-200", "+48500100200", "0048 500100200", " ANNA@example.org"])
def test_any_spelling_of_a_login_finds_all_of_that_customer(sent: Installation, login: str) -> None:
    found = listed(sent, "--to", login)

    assert [message["to"] for message in found] == ["old@example.org", "anna@example.org", "+48500100200"]


def test_an_address_that_is_no_login_any_more_is_found_too(sent: Installation) -> None:
    assert [message["to"] for message in listed(sent, "--to", "old@example.org")] == ["old@example.org"]


@pytest.mark.parametrize("login", ["nobody@example.org", "600 000 000", "what is this"])
def test_to_nobody_nothing_was_sent(sent: Installation, login: str) -> None:
    assert listed(sent, "--to", login) == []


def test_only_the_last_ones(sent: Installation) -> None:
    assert [message["to"] for message in listed(sent, "--last", "1", "--to", "anna@example.org")] == ["old@example.org"]


def test_no_code_can_be_read_outside_of_a_demo(sent: Installation) -> None:
    assert "271828" not in sent.run("messages", "--json").output
    assert "#••••••" in sent.run("messages").output


def test_people_get_a_list_they_can_read(sent: Installation) -> None:
    output = sent.run("messages", "--to", "500 100 200").output

    assert "2026-11-25 12:00:00  sms → +48500100200  [sent]" in output
    assert "email → old@example.org  [waiting]" in output


def test_an_empty_list_says_so(installation: Installation) -> None:
    assert installation.run("messages").output.strip() == "Nothing was sent yet."
