import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import selfcare
from selfcare.account import words
from selfcare.audit import actions as audit
from selfcare.customers.models import Customer
from selfcare.notifications.models import DELIVERED, EXPIRED, FAILED, SENT, WAITING, Message
from tests import builders
from tests.browser import Browser
from tests.builders import NOON


def test_who_did_what_is_told_in_words(browser: Browser, db: Session, anna: Customer) -> None:
    audit.record(db, "signed_in", now=NOON, customer_no="1002456", device="Chrome, Android")
    audit.record(db, "puk_shown", now=NOON, customer_no="1002456", line="+48500100200")
    audit.record(db, "code_sent", now=NOON, customer_no="1002456", actor=audit.SYSTEM, channel="sms")
    audit.record(db, "account_exported", now=NOON, customer_no="1002456", actor="bok@example.org")
    browser.sign_in(anna)

    browser.open("/account/history")

    for sentence in (
        "Signing in You, Chrome, Android, 12:00",
        "Showing a PUK You, 500 100 200, 12:00",
        "Sending a code automatically, SMS, 12:00",
        "Download of all data of the account customer service, 12:00",
    ):
        assert sentence in re.sub(r"(?<=[a-zA-Z])(?=You|automatically|customer)", " ", browser.text)


def test_what_nobody_has_named_is_still_listed(browser: Browser, db: Session, anna: Customer) -> None:
    audit.record(db, "brand_new", now=NOON, customer_no="1002456")
    browser.sign_in(anna)

    browser.open("/account/history")

    assert "Change in the account" in browser.text


def test_an_entry_of_another_year_says_which(browser: Browser, db: Session, anna: Customer) -> None:
    audit.record(db, "signed_in", now=NOON - timedelta(days=365), customer_no="1002456")
    browser.sign_in(anna)

    browser.open("/account/history")

    assert "25 Nov 2025" in browser.text


def test_the_history_of_others_is_not_shown(browser: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    audit.record(db, "puk_shown", now=NOON, customer_no=bartek.customer_no)
    browser.sign_in(anna)

    browser.open("/account/history")

    assert "Nothing yet" in browser.text


def test_older_entries_are_a_page_away(browser: Browser, db: Session, anna: Customer) -> None:
    for number in range(30):
        audit.record(db, "signed_in", now=NOON, customer_no="1002456", device=f"device {number:02d}")
    db.flush()
    browser.sign_in(anna)

    newest = browser.open("/account/history").text
    [forward] = [link for link in browser.links() if "before=" in link]
    oldest = browser.open(forward).text

    assert [number for number in range(30) if f"device {number:02d}" in newest] == list(range(5, 30))
    assert [number for number in range(30) if f"device {number:02d}" in oldest] == list(range(5))


BEHIND_THE_COUNTER = {  # of staff and nobody's money: no customer's log has it
    *("staff_invited", "staff_link_renewed", "staff_set_up", "staff_role_changed", "staff_ended"),
    *("staff_session_ended", "staff_signed_out", "deadlines_exported", "case_noted", "task_retried"),
    *("transfer_looked_at", "transfer_set_aside"),
}


def test_everything_that_is_written_into_the_log_has_a_name() -> None:
    written = re.compile(r"audit\.record\(\s*\w+(?:\(\))?,\s*\"(\w+)\"")
    package = Path(selfcare.__file__).parent
    found = {name for file in package.rglob("*.py") for name in written.findall(file.read_text(encoding="utf-8"))}

    assert {"signed_in", "puk_shown"} <= found
    assert found - BEHIND_THE_COUNTER - words.ENTRIES.keys() == set()


def test_every_message_that_can_be_sent_has_a_name() -> None:
    folder = Path(selfcare.__file__).parent / "templates" / "messages"
    kinds = {file.name.split(".")[0] for file in folder.glob("*.sms.txt")}

    assert kinds
    assert kinds - words.MESSAGES.keys() == set()


@pytest.mark.parametrize("state", [WAITING, SENT, DELIVERED, EXPIRED, FAILED])
def test_every_state_of_a_message_has_words(app: Flask, state: str) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert words.message_state(Message(state=state)) not in {"", "waiting", "expired", "failed"}


@pytest.mark.parametrize(
    ("megabytes", "shown"),
    [
        (0, ""),
        (500, "500 MB"),
        (1024, "1 GB"),
        (1536, "1.5 GB"),
        (102400, "100 GB"),
        (2048000, "2,000 GB"),
        (-1, "unlimited"),
    ],
)
def test_volumes_are_said_in_megabytes_or_gigabytes(app: Flask, megabytes: int, shown: str) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert words.data_volume(megabytes).replace("\u00a0", " ") == shown


def test_what_a_tariff_does_not_include_is_left_out(app: Flask, db: Session) -> None:
    tariff = builders.make_tariff(db, minutes=0, sms=100, mms=0, data_mb=102400, eu_data_mb=0)

    with app.test_request_context(headers={"Cookie": "language=en"}):
        allowances = words.allowances(tariff)

    assert allowances == [("Internet", "100\u00a0GB"), ("SMS", "100")]
