"""Every message there is, rendered in every language of the demo's operator."""

from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from html5lib import HTMLParser
from jinja2 import meta
from sqlalchemy.orm import Session

import selfcare
from selfcare.notifications.gsm7 import is_gsm7, parts_of
from selfcare.notifications.wording import worded

FOLDER = Path(selfcare.__file__).parent / "templates" / "messages"
KINDS = sorted(file.name.removesuffix(".sms.txt") for file in FOLDER.glob("*.sms.txt"))
LETTERS = sorted(file.name.removesuffix(".email.txt") for file in FOLDER.glob("*.email.txt"))
FACTS = {
    "code": "271828",
    "host": "moj.listek.example",
    "device": "Chrome, Android",
    "at": "25.11.2026, 12:00",
    "number": "+48500100200",
    "percent": 80,
    "used": 26_388_279_066,
    "limit": 32_212_254_720,
    "left": 5_823_975_654,
    "line_id": 123_456,
    "due": "14 grudnia",
    "invoice_id": 123456,
    "amount": 11489,
    "payment": 17,
    "title": "FV/2026/12/000123",
    "subject": "Jak przenieść numer?",
    "path": "/contact/17",
    "order": "Z261125-4F7K2Q",
    "line": "500100200",
    "tariff": "Listek Spokojny 24 znaki",
    "on": "16.12.2026",
    "digest": "3f" * 32,
    "news": "rejected",
    "reason": "line_gone",
    "what": "tariff Listek Spokojny 24 znaki for 500100200",
    "cost": "54.99 zł a month",
    "why": "The change waits for the next billing period.",
    "wanted": "+48500100299",
    "days": 7,
    "numbers": [
        {"number": "+48500100200", "months": 12, "tariff": "Listek 30 GB", "average": 4329}
        | {"best": "Listek 10 GB", "best_average": 2499, "is_best": False},
        {"number": "+48500100201", "months": 3, "tariff": "Listek 10 GB", "average": 2499}
        | {"best": "Listek 10 GB", "best_average": 2499, "is_best": True},
    ],
    "filed": "25 listopada 2026",
    "answer_by": "25 grudnia 2026",
    "midnight": "26 grudnia 2026",
    "complete_by": "2 grudnia 2026",
    "missing": "kiedy to było",
    "decision": "Uznana w części, 20,00 zł",
    "pay_by": "24 stycznia 2027",
    "is_paid": 1,
}

languages = pytest.mark.parametrize("language", ["pl", "en"])


@languages
@pytest.mark.parametrize("kind", KINDS)
def test_an_sms_is_one_part_in_the_small_alphabet(app: Flask, db: Session, kind: str, language: str) -> None:
    text = worded(kind, "sms", FACTS, language).text

    assert is_gsm7(text), [character for character in text if not is_gsm7(character)]
    assert len(parts_of(text)[1]) == 1, len(text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "{{ code }}" in (FOLDER / f"{kind}.sms.txt").read_text()])
def test_an_sms_with_a_code_ends_with_the_line_that_phones_read(app: Flask, db: Session, kind: str) -> None:
    assert worded(kind, "sms", FACTS, "pl").text.splitlines()[-1] == "@moj.listek.example #271828"


@languages
@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_has_a_subject_a_text_and_the_same_as_html(app: Flask, db: Session, kind: str, language: str) -> None:
    letter = worded(kind, "email", FACTS, language)

    assert letter.subject
    assert "271828" not in letter.subject
    assert letter.text
    assert ("271828" in letter.text) == ("271828" in letter.html)
    HTMLParser(strict=True).parse(letter.html)
    assert f"<title>{letter.subject}</title>" in letter.html.replace("&#39;", "'")


@pytest.mark.parametrize("name", ["<img", "src=", "url(", "<script", "<link", "@import"])
def test_a_letter_loads_nothing_from_anywhere(name: str) -> None:
    for file in FOLDER.glob("*.html"):
        assert name not in file.read_text(encoding="utf-8"), file.name


def test_templates_use_only_facts_that_somebody_gives(app: Flask) -> None:
    ours = {"operator", "language", "public_url", "host", "paragraphs"}
    builtin = set(app.jinja_env.globals) | {"gettext", "ngettext", "_", "self"}
    for file in [*FOLDER.glob("*.txt"), *FOLDER.glob("*.html")]:
        wanted = meta.find_undeclared_variables(app.jinja_env.parse(file.read_text(encoding="utf-8")))
        assert wanted <= ours | builtin | FACTS.keys(), (file.name, wanted)


def test_a_letter_without_html_of_its_own_gets_the_frame(app: Flask, db: Session) -> None:
    with force_locale("pl"):
        text = app.jinja_env.get_template("messages/letter.html").render(
            operator=app.extensions["operator"],
            language="pl",
            public_url="https://selfcare.example.org",
            host="selfcare.example.org",
            subject="Subject",
            paragraphs=[["One & two", "https://selfcare.example.org/help"], ["Three"]],
        )

    assert "One &amp; two<br>" in text
    assert '<a href="https://selfcare.example.org/help"' in text
    HTMLParser(strict=True).parse(text)
