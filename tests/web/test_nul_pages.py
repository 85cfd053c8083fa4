"""NUL, which PostgreSQL cannot keep, is turned away before anything looks for it there."""

import io

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from tests import builders
from tests.attachments import corpus
from tests.browser import Browser


@pytest.fixture
def reader(browser: Browser, db: Session, anna: Customer) -> Browser:
    anna.chosen_language = "en"
    db.flush()
    browser.sign_in(anna)
    return browser


@pytest.mark.parametrize(
    "address",
    [
        "/orders/%00",
        "/complaints/%00",
        "/complaints/new/%00/about",
        "/orders/options?option=%00",
        "/tariffs?compare=%00",
        "/help?q=a%00b",
        "/?%00=1",
    ],
)
def test_no_page_has_it_in_its_address(reader: Browser, address: str) -> None:
    reader.open(address, status=404)

    assert reader.notice == "There is no such page, or it is not yours."


def test_it_finds_no_customer(browser: Browser, db: Session) -> None:
    browser.sign_in_staff(builders.make_staff(db))

    browser.open("/staff/customers/%00", status=404)
    browser.open("/staff/customers?q=%00a", status=404)

    assert browser.page.find(".//form[@action='/staff/logout']") is not None  # in the frame of staff


def test_a_stranger_signs_in_first(browser: Browser) -> None:
    browser.open("/orders/%00", status=302)


def test_no_form_takes_it(reader: Browser) -> None:
    reader.open("/contact/new")

    reader.press("Send the message", status=400, subject="A number", text="May\0I?")

    assert reader.notice.startswith("Your browser sent something we do not understand.")


def test_a_form_with_files_neither(reader: Browser) -> None:
    reader.open("/contact/new")
    file = (io.BytesIO(corpus.PDF), "umowa.pdf")

    reader.press("Send the message", status=400, subject="A\0number", text="May I?", files=[file])


def test_a_strangers_form_neither(browser: Browser) -> None:
    browser.open("/login")
    form = browser.page.find(".//main//form")
    button = " ".join("".join(form.find(".//button").itertext()).split())

    browser.press(button, status=400, login="500\0100300", password="a\0b")


def test_in_a_file_it_is_welcome(reader: Browser) -> None:
    reader.open("/contact/new")
    photo = corpus.picture_with_a_place()

    reader.press("Send the message", subject="A number", text="May I?", files=[(io.BytesIO(photo), "dom.jpg")])

    assert b"\0" in photo
    assert "May I?" in reader.text
