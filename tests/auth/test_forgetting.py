"""What is old is forgotten: codes, counters, sessions and browsers."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.auth import jobs
from selfcare.auth.models import Code, Device, SessionRow, Tries
from selfcare.customers.models import Customer
from selfcare.tables import Table
from tests.auth.conftest import PASSWORD, Clock
from tests.auth.steps import leave_password_empty, sign_in
from tests.browser import Browser


def count(db: Session, table: type[Table]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def left(db: Session) -> dict[str, int]:
    return {table.__tablename__: count(db, table) for table in (Code, Tries, SessionRow, Device)}


def test_codes_and_unfinished_roads_are_forgotten_after_a_month(
    browser: Browser, app: Flask, db: Session, anna: Customer, clock: Clock
) -> None:
    leave_password_empty(browser, "600600600")
    sign_in(browser, "500100200", PASSWORD)

    jobs.forget_old(db, now=clock.now + timedelta(days=30))
    assert left(db) == {"code": 1, "login_tries": 3, "session": 2, "device": 1}

    jobs.forget_old(db, now=clock.now + timedelta(days=31))
    assert left(db) == {"code": 0, "login_tries": 0, "session": 1, "device": 1}


def test_sessions_and_browsers_are_forgotten_much_later(
    browser: Browser, db: Session, anna: Customer, clock: Clock
) -> None:
    sign_in(browser, "500100200", PASSWORD)

    jobs.forget_old(db, now=clock.now + timedelta(days=90))
    assert left(db)["session"] == 1
    jobs.forget_old(db, now=clock.now + timedelta(days=91))
    assert left(db) == {"code": 0, "login_tries": 0, "session": 0, "device": 1}

    jobs.forget_old(db, now=clock.now + timedelta(days=401))
    assert left(db)["device"] == 0
