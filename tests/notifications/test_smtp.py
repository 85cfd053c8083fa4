"""E-mail over real SMTP: what arrives, and what becomes of it when the server says no or nothing."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.errors import PartnerUnavailable
from selfcare.notifications.actions import tell
from selfcare.notifications.gateway import Enclosure, Mail, Refused
from selfcare.notifications.gateways.smtp import SmtpMail
from selfcare.outbox import worker
from tests.builders import NOON
from tests.notifications.mail_server import MailServer
from tests.notifications.ports import free_port

LETTER = Mail(
    number="message-7.20261125110000",
    recipient="anna@example.org",
    subject="Zażółć gęślą jaźń",
    text="Dzień dobry",
    html="<p>Dzień dobry</p>",
    sent_at=NOON,
    language="pl",
)

Way = Callable[[int], SmtpMail]


@pytest.fixture
def way(app: Flask, db: Session) -> Iterator[Way]:
    """An SMTP gateway to a port of this machine."""
    mail = app.extensions["mail"]
    before = (mail.server, mail.port)

    def to(port: int) -> SmtpMail:
        mail.server, mail.port = "127.0.0.1", port
        return SmtpMail(sender_name="Listek, sp. z o.o.", sender="bok@example.org", host="example.org", patience=0.5)

    yield to
    mail.server, mail.port = before


def test_a_letter_arrives_as_text_and_html_with_honest_headers(way: Way) -> None:
    with MailServer() as server:
        way(server.port).send(LETTER)

    [letter] = server.letters
    assert server.envelopes == [("bok@example.org", ["anna@example.org"])]
    assert letter["Subject"] == "Zażółć gęślą jaźń"
    assert letter["From"] == '"Listek, sp. z o.o." <bok@example.org>'
    assert letter["To"] == "anna@example.org"
    assert letter["Message-ID"] == "<message-7.20261125110000@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "pl"
    assert parsedate_to_datetime(letter["Date"]) == NOON
    assert body(letter, "plain") == "Dzień dobry"
    assert body(letter, "html") == "<p>Dzień dobry</p>"


def test_papers_go_with_a_letter_as_they_are(way: Way) -> None:
    papers = (Enclosure("Z261125-4F7K2Q.pdf", b"%PDF-1.7\r\n\x00\xff"), Enclosure("price-list.pdf", b"%PDF-"))
    with MailServer() as server:
        way(server.port).send(replace(LETTER, enclosed=papers))

    [letter] = server.letters
    attached = [part for part in letter.walk() if part.get_content_disposition() == "attachment"]
    assert [(part.get_filename(), part.get_content_type()) for part in attached] == [
        ("Z261125-4F7K2Q.pdf", "application/pdf"),
        ("price-list.pdf", "application/pdf"),
    ]
    assert attached[0].get_payload(decode=True) == papers[0].content


@pytest.mark.parametrize("answer", ["451 Greylisted, come back", "421 Too busy"])
def test_a_server_that_cannot_now_is_asked_again_later(way: Way, answer: str) -> None:
    with MailServer(answer) as server, pytest.raises(PartnerUnavailable):
        way(server.port).send(LETTER)


def test_a_server_that_never_will_is_not_asked_again(way: Way) -> None:
    with MailServer("554 We do not want that") as server, pytest.raises(Refused, match="554"):
        way(server.port).send(LETTER)


@pytest.mark.parametrize(("answer", "outcome"), [("550 No such person", Refused), ("450 Full", PartnerUnavailable)])
def test_an_address_may_be_refused_for_good_or_for_now(way: Way, answer: str, outcome: type[Exception]) -> None:
    with MailServer() as server:
        server.at_recipient = answer

        with pytest.raises(outcome):
            way(server.port).send(LETTER)


def test_a_dead_server_is_asked_again_later(way: Way) -> None:
    with pytest.raises(PartnerUnavailable, match="SMTP"):
        way(free_port()).send(LETTER)


def test_a_server_that_says_nothing_is_not_waited_for(way: Way) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PartnerUnavailable):
        way(silent.getsockname()[1]).send(LETTER)


def test_a_password_is_only_said_to_a_server_that_asks_for_one(app: Flask, way: Way) -> None:
    mail = app.extensions["mail"]
    mail.username, mail.password = "selfcare", "secret"
    try:
        with MailServer() as server, pytest.raises(PartnerUnavailable, match="SMTPNotSupportedError"):
            way(server.port).send(LETTER)
    finally:
        mail.username = mail.password = None


@pytest.mark.parametrize("setting", ["use_tls", "use_ssl"])
def test_what_was_set_to_be_secret_is_never_sent_in_the_open(app: Flask, way: Way, setting: str) -> None:
    mail = app.extensions["mail"]
    setattr(mail, setting, True)
    try:
        with MailServer() as server, pytest.raises(PartnerUnavailable):
            way(server.port).send(LETTER)
    finally:
        setattr(mail, setting, False)

    assert server.letters == []


@pytest.mark.parametrize("name", ["subject", "recipient"])
def test_a_line_break_makes_no_second_header(way: Way, name: str) -> None:
    bad: dict[str, Any] = {name: "anna@example.org\r\nBcc: mallory@example.org"}
    with MailServer() as server, pytest.raises(Refused):
        way(server.port).send(replace(LETTER, **bad))

    assert server.letters == []


def test_names_with_line_breaks_stay_in_their_sentence(app: Flask, db: Session, anna: Customer, way: Way) -> None:
    facts = {"device": "Firefox\r\nBcc: mallory@example.org\r\n\r\nClick <b>here</b>", "at": "25.11.2026, 12:00"}
    tell(db, anna, "email", "anna@example.org", "new_device", now=NOON, facts=facts)

    with MailServer() as server, mail_by(app, way(server.port)):
        worker.drain(db, now=NOON)

    [letter] = server.letters
    assert letter["Bcc"] is None
    assert server.recipients == ["anna@example.org"]
    assert "Click &lt;b&gt;here" in body(letter, "html")


def test_a_dead_server_delays_and_loses_nothing(app: Flask, db: Session, anna: Customer, way: Way) -> None:
    message = tell(db, anna, "email", "anna@example.org", "password_changed", now=NOON)
    port = free_port()

    with mail_by(app, way(port)):
        worker.drain(db, now=NOON)
        assert message.state == "waiting"
        with MailServer(port=port) as server:
            worker.drain(db, now=NOON + timedelta(seconds=5))

    assert server.recipients == ["anna@example.org"]
    assert message.state == "sent"


def test_a_refused_letter_is_failed_at_once_and_its_task_done(
    app: Flask, db: Session, anna: Customer, way: Way
) -> None:
    message = tell(db, anna, "email", "nobody@example.org", "password_changed", now=NOON)

    with MailServer("554 No") as server, mail_by(app, way(server.port)):
        worker.drain(db, now=NOON)

    assert (message.state, message.sent_at) == ("failed", None)


@contextmanager
def mail_by(app: Flask, gateway: SmtpMail) -> Iterator[None]:
    before = app.extensions["mail_gateway"]
    app.extensions["mail_gateway"] = gateway
    yield
    app.extensions["mail_gateway"] = before


def body(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content()).strip()
