"""What the messages of this part say."""

import pytest
from flask import Flask

from selfcare.notifications.gsm7 import is_gsm7, parts_of
from selfcare.notifications.wording import worded

KINDS = ("one_time_password", "second_code", "password_changed", "new_device", "signed_out_everywhere")
FACTS = {"code": "123456", "device": "Chrome, Android", "at": "25.11.2026, 12:00"}


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_message_is_one_part_of_the_plain_alphabet(app: Flask, kind: str, language: str) -> None:
    with app.app_context():
        text = worded(kind, "sms", FACTS, language).text

    assert is_gsm7(text)
    assert len(parts_of(text)[1]) == 1
    assert text.startswith("Listek: ")


@pytest.mark.parametrize("kind", ["one_time_password", "second_code"])
def test_phones_fill_in_the_code_from_the_last_line(app: Flask, kind: str) -> None:
    with app.app_context():
        text = worded(kind, "sms", FACTS, "en").text

    assert text.splitlines()[-1] == "@selfcare.example.org #123456"
    assert "123456" in text.splitlines()[0]
    assert "Nobody from customer service asks for it" in text


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_email_says_the_same_as_text_and_as_html(app: Flask, kind: str, language: str) -> None:
    with app.app_context():
        mail = worded(kind, "email", FACTS, language)

    assert mail.subject
    assert "123456" not in mail.subject
    for part in (mail.text, mail.html):
        assert "Listek" in part
        assert ("123456" in part) == (kind in {"one_time_password", "second_code"})
    assert mail.html.startswith("<!doctype html>")


def test_signing_out_everywhere_speaks_of_this_device_too(app: Flask) -> None:
    with app.app_context():
        english, polish = (worded("signed_out_everywhere", "email", FACTS, language) for language in ("en", "pl"))

    assert "signed out on all devices" in english.text
    assert "na wszystkich urządzeniach" in polish.text.replace("\u00a0", " ")


def test_a_browser_without_a_name_is_called_unknown(app: Flask) -> None:
    with app.app_context():
        assert "unknown browser" in worded("new_device", "email", {**FACTS, "device": ""}, "en").text
