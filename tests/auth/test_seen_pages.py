"""When a browser was here last, for the list of devices."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from selfcare.auth.queries import sessions_of
from selfcare.customers.models import Customer
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.steps import sign_in
from tests.browser import Browser


def test_a_session_remembers_to_the_minute_when_it_was_used_last(
    browser: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)
    began = clock.now
    clock.move(seconds=59)
    browser.open("/account")
    assert db.scalars(sessions_of(anna, clock.now)).one().seen_at == began

    clock.move(seconds=1)
    browser.open("/account")
    assert db.scalars(sessions_of(anna, clock.now)).one().seen_at == clock.now


def test_a_database_that_cannot_be_written_can_still_be_read(
    browser: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    if db.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite can be told to refuse writing for a while")
    sign_in(browser, "500100200", PASSWORD)
    clock.move(minutes=5)

    db.execute(text("PRAGMA query_only = ON"))
    browser.open("/account")
    db.execute(text("PRAGMA query_only = OFF"))

    assert db.scalars(sessions_of(anna, clock.now)).one().seen_at < clock.now
