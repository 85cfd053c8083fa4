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


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    wrong = {}
    for message in translations.sentences(translations.translated()):
        forms = (message.id,) if isinstance(message.id, str) else message.id
        wanted = set(PLACEHOLDER.findall(forms[-1]))
        if any(set(PLACEHOLDER.findall(text)) != wanted for text in strings(message)[-1:]):
            wrong[message_key(message)] = strings(message)

    assert wrong == {}


def test_polish_is_set_as_polish_is_set() -> None:
    """Hard spaces, quotation marks, dashes. `make messages` mends most of it."""
    plain = set(translations.sent_by_sms())
    wrong = [
        text
        for message in translations.sentences(translations.translated())
        if message_key(message) not in plain
        for text in strings(message)
        if not is_tidy(text, counts=not isinstance(message.id, str))
    ]

    assert wrong == []


def test_an_sms_keeps_to_letters_that_cost_one_message() -> None:
    """One letter with a tail turns 160 letters into 70 (GSM 03.38)."""
    plain = set(translations.sent_by_sms())
    messages = translations.sentences(translations.translated())

    wrong = [text for m in messages if message_key(m) in plain for text in strings(m) if not text.isascii()]

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
