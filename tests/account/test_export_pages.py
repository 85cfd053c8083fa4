import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.customers.models import Customer
from tests import builders
from tests.account.conftest import PASSWORD
from tests.browser import Browser


def downloaded(browser: Browser) -> ZipFile:
    content = browser.response.get_data()
    browser.response.close()  # as a server does when the last byte is sent
    return ZipFile(io.BytesIO(content))


def test_everything_is_handed_out_after_the_password(browser: Browser, db: Session, anna: Customer) -> None:
    builders.make_invoice(db, anna, "FV/1")
    browser.sign_in(anna)

    browser.open("/account/export").press("Download the ZIP file", password=PASSWORD)

    answer = browser.response
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == "attachment; filename=account-1002456-2026-11-25.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    archive = downloaded(browser)
    assert json.loads(archive.read("account.json"))["customer"]["customer_no"] == "1002456"
    assert [name for name in archive.namelist() if name.endswith(".xml")]


def test_the_history_says_so_and_so_does_the_archive(browser: Browser, db: Session, anna: Customer) -> None:
    browser.sign_in(anna)

    browser.open("/account/export").press("Download the ZIP file", password=PASSWORD)

    archive = downloaded(browser)
    assert [entry["what"] for entry in json.loads(archive.read("audit.json"))] == ["account_exported"]
    assert db.scalars(select(Entry.what)).all() == ["account_exported"]
    browser.open("/account")


@pytest.mark.parametrize("typed", ["", "wrong"])
def test_without_the_password_nothing_is_handed_out(browser: Browser, db: Session, anna: Customer, typed: str) -> None:
    browser.sign_in(anna)

    browser.open("/account/export").press("Download the ZIP file", status=422, password=typed)

    assert browser.page.xpath("//div[@role='alert']//a[@href='#password']")
    assert db.scalars(select(Entry)).all() == []
