"""Polish is complete, compiled, and set as Polish is set."""

import re

import pytest

from tests import translations
from tests.translations import is_translated, message_key, strings
from tests.typography import NBSP, is_tidy, tidy

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def test_every_sentence_has_a_polish_one() -> None:
    """`make messages` adds what is missing to messages.po; translate it there, run it again."""
    catalogue = translations.translated()
    wanted = list(translations.sentences(translations.gathered()))

    found = [catalogue.get(message.id, context=message.context) for message in wanted]

    assert wanted
    assert [m.id for m, polish in zip(wanted, found, strict=True) if polish is None or not is_translated(polish)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    wanted = {message_key(message) for message in translations.sentences(translations.gathered())}

    assert {message_key(message) for message in translations.sentences(translations.translated())} - wanted == set()


def test_what_is_compiled_is_what_is_written() -> None:
    compiled = {key: text for key, text in translations.compiled().items() if key}
    written: dict[object, str] = {}
    for message in translations.sentences(translations.translated()):
        identity, context = message_key(message)
        key = f"{context}\x04{identity}" if context else identity
        if isinstance(message.id, str):
            written[key] = strings(message)[0]
        else:
            written |= {(key, form): text for form, text in enumerate(strings(message))}

    assert compiled == written


def test_polish_fills_in_nothing_that_english_does_not_have() -> None:
    """A placeholder that nobody fills would be an error on the customer's screen."""
    wrong = {}
    for message in translations.sentences(translations.translated()):
        forms = (message.id,) if isinstance(message.id, str) else message.id
        known = {placeholder for form in forms for placeholder in PLACEHOLDER.findall(form)}
        if any(not set(PLACEHOLDER.findall(text)) <= known for text in strings(message)):
            wrong[message_key(message)] = strings(message)

    assert wrong == {}


def test_polish_is_set_as_polish_is_set() -> None:
    """Hard spaces, quotation marks, dashes. `make messages` mends most of it."""
    wrong = [
        text
        for message in translations.sentences(translations.translated())
        for text in strings(message)
        if not is_tidy(text, counts=not isinstance(message.id, str))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Faktura i biling w domu", f"Faktura i{NBSP}biling w{NBSP}domu"),
        ("a w domu", f"a{NBSP}w{NBSP}domu"),
        ("do 14 grudnia", f"do 14{NBSP}grudnia"),
        ("Zostało 10 z 30 dni", f"Zostało 10{NBSP}z{NBSP}30{NBSP}dni"),
        ('Wybierz "Konto"...', "Wybierz „Konto”…"),
        ("e-mail - adres", "e\u2011mail – adres"),
        ('<a href="/o a">a b</a>', f'<a href="/o a">a{NBSP}b</a>'),
        ("%(num)d faktur", f"%(num)d{NBSP}faktur"),
        ("nr 5, ul. Lipowa", f"nr{NBSP}5, ul.{NBSP}Lipowa"),
        ("%(name)s i ja", f"%(name)s i{NBSP}ja"),
    ],
)
def test_typography_mends_what_a_person_types(typed: str, set_: str) -> None:
    assert tidy(typed) == set_
    assert is_tidy(set_)


def test_typography_refuses_quotation_marks_of_other_languages() -> None:
    assert not is_tidy("Wybierz “Konto”")
    assert not is_tidy("Wybierz «Konto»")
