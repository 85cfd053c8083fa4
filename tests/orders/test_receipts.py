"""The receipt: made once, the same bytes for ever, and its hash is said."""

import hashlib
import io
import json
import re
from zipfile import ZipFile

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.account.archive import write_archive
from selfcare.catalogue.models import Tariff
from selfcare.catalogue.terms import tariff_with, terms_of, version_of
from selfcare.customers.models import Customer
from selfcare.documents.models import Document
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.notifications.wording import worded
from selfcare.orders.models import Order
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders.steps import order, the_order
from tests.statements import MOST_PER_PAGE, count_statements


def test_the_receipt_says_everything_that_was_agreed(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    number = the_order(db).number

    pdf = browser.open(f"/orders/{number}/receipt.pdf").response.data

    text = re.sub(r"\s+", " ", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    for fact in (
        number,
        "Anna Nowak",
        "500 100 200",
        "25 November 2026, 12:00",
        "1 December 2026",
        "54.99 zł",
        "https://listek.example/l60-promo.pdf",
        version_of(larger),
    ):
        assert fact in text
    assert b"pdfaid" in pdf


def test_it_is_the_same_for_ever_whatever_changes(
    *, browser: Browser, db: Session, anna: Customer, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    address = f"/orders/{the_order(db).number}/receipt.pdf"

    first = browser.open(address).response.data
    anna.name, anna.chosen_language, larger.name = "Anna Inna", "pl", "Renamed"
    again = browser.open(address).response.data

    assert again == first


def test_the_letter_says_its_hash_and_so_does_the_page(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)

    letters = post.deliver()
    pdf = browser.open(f"/orders/{the_order(db).number}/receipt.pdf").response.data
    browser.open(f"/orders/{the_order(db).number}")

    digest = hashlib.sha256(pdf).hexdigest()
    assert {(letter.kind, letter.facts["digest"]) for letter in letters} == {("order_receipt", digest)}
    assert digest in browser.text
    assert db.scalars(select(Document.sha256)).all() == [hashlib.sha256(pdf).digest()]


def test_terms_have_a_version_that_changes_with_any_of_them(larger: Tariff) -> None:
    before = version_of(larger)

    larger.rate_mb = Money(2)
    after = version_of(larger)

    assert before != after
    assert len(before) == 64
    assert terms_of(tariff_with(terms_of(larger))) == terms_of(larger)


def test_pages_of_orders_ask_little(browser: Browser, db: Session, line: Line, larger: Tariff, post: Post) -> None:
    order(browser, post, line, larger)
    number = the_order(db).number
    asked = {}

    for address in ("/orders", f"/orders/{number}", f"/orders/tariff-change?line={line.id}&tariff=L60"):
        with count_statements() as asked[address]:
            browser.open(address)

    assert {address: sent for address, sent in asked.items() if len(sent) > MOST_PER_PAGE} == {}


def test_older_orders_come_page_by_page(browser: Browser, db: Session, line: Line, larger: Tariff, post: Post) -> None:
    order(browser, post, line, larger)
    placed = the_order(db)
    placed.state, placed.closed_at = "cancelled", placed.placed_at
    facts = {column.name: getattr(placed, column.name) for column in Order.__table__.columns if column.name != "id"}
    for number in range(30):
        db.add(Order(**(facts | {"number": f"Z{number}"})))

    first = browser.open("/orders").links()
    [forward] = [link for link in first if "after=" in link]
    second = browser.open(forward).links()

    assert len([link for link in first if link.startswith("/orders/Z")]) == 25
    assert len([link for link in second if link.startswith("/orders/Z")]) == 6
    for key in ("x", "1" * 30):
        browser.open(f"/orders?after={key}", status=404)


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("news", ["done", "cancelled", "moved", "rejected"])
def test_news_say_what_happened(app: Flask, db: Session, news: str, language: str) -> None:
    facts = {"order": "Z261125-7KQ2MB", "what": "tariff Listek XL 200 GB bez granic for 500100200", "on": "11.12.2026"}
    facts |= {"news": news, "why": "It is done."}

    sms = worded("order_news", "sms", facts, language).text
    letter = worded("order_news", "email", facts, language)

    assert len(sms) <= 160
    assert "500100200" in sms
    assert "500100200" in letter.text
    assert "https://selfcare.example.org/orders/Z261125-7KQ2MB" in letter.text


def test_orders_are_in_the_archive_of_the_account(
    *, app: Flask, browser: Browser, db: Session, anna: Customer, line: Line, larger: Tariff, post: Post
) -> None:
    order(browser, post, line, larger)
    file = io.BytesIO()

    write_archive(db, anna, file, now=NOON)

    [kept] = json.loads(ZipFile(file).read("orders.json"))
    assert (kept["number"], kept["state"]) == (the_order(db).number, "waiting")
    assert json.loads(kept["asked"])["after"]["code"] == "L60"
