"""Price lists and rules: which version was accepted, and that its bytes stay."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue import jobs
from selfcare.catalogue.gateway import NoPaper
from selfcare.catalogue.gateways.https import LARGEST, HttpsPapers
from selfcare.catalogue.models import Paper, Tariff
from selfcare.catalogue.papers import keep
from selfcare.documents.models import Document
from selfcare.errors import PartnerUnavailable
from selfcare.lines.models import Line
from selfcare.notifications import jobs as notifications_jobs
from selfcare.notifications.gateway import Mail
from selfcare.orders.models import Order
from selfcare.outbox.models import Task
from tests.auth.post import Post
from tests.browser import Browser
from tests.builders import NOON
from tests.orders import steps
from tests.payments.gateways.servers import Said, Server

PRICES, RULES = "https://listek.example/l60.pdf", "https://listek.example/l60-promo.pdf"
OLD, NEW = b"%PDF-1.7 prices of spring", b"%PDF-1.7 prices of autumn"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(autouse=True)
def _read(db: Session) -> None:
    keep(db, PRICES, OLD, now=NOON)
    keep(db, RULES, b"%PDF-1.7 rules", now=NOON)


class Postman:
    """Keeps the e-mails that it shall carry."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    before = app.extensions["mail_gateway"]
    app.extensions["mail_gateway"] = postman = Postman()
    yield postman
    app.extensions["mail_gateway"] = before


@pytest.fixture
def placed(browser: Browser, db: Session, post: Post, line: Line, larger: Tariff) -> Order:
    steps.order(browser, post, line, larger)
    return steps.the_order(db)


def test_an_order_keeps_the_versions_that_were_accepted(browser: Browser, db: Session, placed: Order) -> None:
    keep(db, PRICES, NEW, now=NOON)

    browser.open(f"/orders/{placed.number}")

    assert digest(OLD) in browser.text
    assert digest(NEW) not in browser.text
    browser.open(f"/tariffs/papers/{digest(OLD)}.pdf")
    assert browser.response.data == OLD
    assert browser.response.headers["Content-Type"] == "application/pdf"


def test_another_price_list_voids_what_was_read(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    steps.review(browser, line, larger)
    keep(db, PRICES, NEW, now=NOON)

    browser.press(steps.send_button(browser), status=409, accept="y")

    assert "have changed meanwhile" in browser.notice


def test_another_price_list_voids_a_code_that_was_sent(
    browser: Browser, db: Session, line: Line, larger: Tariff, post: Post
) -> None:
    steps.ask(browser, line, larger)
    keep(db, PRICES, NEW, now=NOON)

    browser.press("Order the change", status=409, code=post.code())

    assert steps.the_order(db).state == "draft"


def test_the_letter_brings_the_confirmation_and_the_papers(
    db: Session, placed: Order, post: Post, postman: Postman
) -> None:
    post.deliver()
    for task in db.scalars(select(Task).where(Task.kind == "notifications.deliver", ~Task.secret)):
        facts = _facts(task)
        if facts["enclosed"]:
            notifications_jobs.deliver(db, facts, now=NOON)

    (mail,) = postman.mails
    receipt = db.scalars(select(Document).where(Document.subject == f"order/{placed.id}")).one()
    assert [paper.name for paper in mail.enclosed] == [
        f"{placed.number}.pdf",
        f"price-list-{digest(OLD)[:8]}.pdf",
        f"promotion-{digest(b'%PDF-1.7 rules')[:8]}.pdf",
    ]
    assert mail.enclosed[0].content == receipt.content
    assert receipt.sha256.hex() in mail.text
    assert mail.enclosed[1].content == OLD


def test_a_new_template_leaves_kept_confirmations_alone(db: Session, placed: Order, browser: Browser) -> None:
    kept = b"%PDF-1.7 made by an older template"
    digest_of_it = hashlib.sha256(kept).digest()
    db.add(Document(subject=f"order/{placed.id}", edition="en-0", content=kept, sha256=digest_of_it, made_at=NOON))

    browser.open(f"/orders/{placed.number}/receipt.pdf")

    assert browser.response.data == kept


def test_papers_that_nobody_has_are_not_found(browser: Browser) -> None:
    browser.open(f"/tariffs/papers/{digest(b'another')}.pdf", status=404)
    browser.open("/tariffs/papers/x.pdf", status=404)


def test_the_comparison_leads_to_the_kept_version(browser: Browser, larger: Tariff, line: Line) -> None:
    browser.open("/tariffs?compare=L60")

    assert f"/tariffs/papers/{digest(OLD)}.pdf" in browser.links()


def test_the_same_bytes_again_are_no_new_version(db: Session) -> None:
    later = NOON.replace(day=26)

    keep(db, PRICES, OLD, now=later)
    assert db.get_one(Paper, PRICES).since == NOON
    keep(db, PRICES, NEW, now=later)
    assert db.get_one(Paper, PRICES).since == later
    keep(db, PRICES, OLD, now=later)
    assert db.get_one(Paper, PRICES).sha256.hex() == digest(OLD)


def test_every_address_of_a_tariff_on_sale_is_looked_at(db: Session, larger: Tariff, tariff: Tariff) -> None:
    tariff.price_list_url = "http://listek.example/plain.pdf"

    jobs.look_at_papers(db, now=NOON)

    tasks = db.scalars(select(Task).where(Task.kind == jobs.READ_PAPER)).all()
    assert [_facts(task)["address"] for task in tasks] == sorted([PRICES, RULES])


def test_what_lies_there_is_read_and_kept(app: Flask, db: Session) -> None:
    with Server(lambda _asked: Said(200, NEW.decode())).running() as site:
        jobs.read_paper(db, {"address": f"{site.address}/l60.pdf"}, now=NOON)
        jobs.read_paper(db, {"address": f"{site.address}/l60.pdf"}, now=NOON)

        paper = db.get_one(Paper, f"{site.address}/l60.pdf")
    assert paper.sha256.hex() == digest(NEW)


def test_what_is_no_paper_leaves_the_known_version(app: Flask, db: Session) -> None:
    with Server(lambda _asked: Said(404)).running() as site:
        keep(db, f"{site.address}/x.pdf", OLD, now=NOON)

        jobs.read_paper(db, {"address": f"{site.address}/x.pdf"}, now=NOON)

        assert db.get_one(Paper, f"{site.address}/x.pdf").sha256.hex() == digest(OLD)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(200, "<html>"), NoPaper),
        (Said(200, "%PDF-" + "x" * LARGEST), NoPaper),
        (Said(302, headers={"Location": "/there.pdf"}), NoPaper),
        (Said(503), PartnerUnavailable),
        (Said(429), PartnerUnavailable),
        (Said(silence=0.3), PartnerUnavailable),
    ],
    ids=["no PDF", "too large", "moved", "broken", "too often", "silent"],
)
def test_only_a_pdf_of_reasonable_size_is_taken(said: Said, outcome: type[Exception]) -> None:
    with Server(lambda _asked: said).running() as site, pytest.raises(outcome):
        HttpsPapers(patience=0.2).read(f"{site.address}/l60.pdf")

    assert len(site.asked) == 1


@pytest.mark.parametrize("place", ["listek..example/x", "xn--/a", "[::1/x", "/x", "listek:x/x"])
def test_what_is_no_address_is_no_paper(place: str) -> None:
    with pytest.raises(NoPaper):
        HttpsPapers().read(f"https://{place}")


def test_without_a_source_nothing_is_read(app: Flask, db: Session, larger: Tariff) -> None:
    source = app.extensions["paper_source"]
    app.extensions["paper_source"] = None

    jobs.look_at_papers(db, now=NOON)
    jobs.read_paper(db, {"address": PRICES}, now=NOON)

    app.extensions["paper_source"] = source
    assert db.scalars(select(Task).where(Task.kind == jobs.READ_PAPER)).all() == []


def _facts(task: Task) -> dict[str, Any]:
    return dict(json.loads(task.facts))
