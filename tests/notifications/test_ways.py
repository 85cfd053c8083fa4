"""How messages leave an installation: what its settings choose, and what the demo shows."""

from pathlib import Path

import pytest
from flask import Flask

from selfcare.config import Settings
from selfcare.notifications import init_app
from selfcare.notifications.gateway import Mail
from selfcare.notifications.gateways.demo import PrintedMail, PrintedSms
from selfcare.notifications.gateways.http import HttpSms
from selfcare.notifications.gateways.smpp import SmppSms
from selfcare.notifications.gateways.smtp import SmtpMail
from tests.builders import NOON

LETTER = Mail(
    number="1", recipient="anna@example.org", subject="Hello", text="One\n\ntwo", html="", sent_at=NOON, language="pl"
)


@pytest.mark.parametrize(
    ("facts", "sms", "mail"),
    [
        ({}, type(None), type(None)),
        ({"demo": True}, PrintedSms, PrintedMail),
        ({"sms_adapter": "smpp", "sms_host": "127.0.0.1", "mail_server": "127.0.0.1"}, SmppSms, SmtpMail),
        ({"sms_adapter": "smpp", "mail_server": "127.0.0.1", "demo": True}, SmppSms, PrintedMail),
        ({"sms_adapter": "http", "sms_url": "http://127.0.0.1:9/sms"}, HttpSms, type(None)),
    ],
)
def test_settings_choose_the_ways(app: Flask, facts: dict[str, object], sms: type, mail: type) -> None:
    other = Flask("other")
    other.extensions["operator"] = app.extensions["operator"]

    init_app(other, Settings(data=Path("nowhere"), **facts))  # type: ignore[arg-type]

    assert type(other.extensions["sms_gateway"]) is sms
    assert type(other.extensions["mail_gateway"]) is mail


def test_the_demo_shows_an_sms_in_a_frame(capsys: pytest.CaptureFixture[str]) -> None:
    sms = PrintedSms()

    assert [sms.send("+48500100200", "Hello\n@host #271828"), sms.send("+48500100200", "x")] == ["demo-1", "demo-2"]

    assert "╭─ SMS → +48500100200\n│ Hello\n│ @host #271828\n╰─\n" in capsys.readouterr().out
    assert sms.receipts() == ()


def test_the_demo_shows_a_letter_and_passes_it_on(capsys: pytest.CaptureFixture[str]) -> None:
    passed_on: list[Mail] = []

    class Beyond:
        def send(self, mail: Mail) -> None:
            passed_on.append(mail)

    PrintedMail().send(LETTER)
    PrintedMail(Beyond()).send(LETTER)

    assert capsys.readouterr().out.count("╭─ E-mail → anna@example.org   Hello\n│ One\n│\n│ two\n╰─") == 2
    assert passed_on == [LETTER]
