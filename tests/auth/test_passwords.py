"""What may be a password (security.md §1.3)."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from selfcare.auth import passwords
from selfcare.auth.passwords import hash_password, is_outdated, matches, mistake_in

ABOUT_ANNA = ("Listek", "1002456", "anna@example.org", "+48500100200")


@pytest.mark.parametrize(
    "text",
    [
        "zielony słonik tańczy 7",
        "kX9#mQ2$vL7!",
        "correct horse battery",
        "83729471283749",
        "пароль длинный и свой",
        "🦊 lubi 🍇 i deszcz",
        "x1" + "ż" * 40 + "abc" * 3,
        "very long " + "sentence with many words " * 30,
        "demo-Anna-2026",
    ],
)
def test_a_good_password_is_good(text: str) -> None:
    assert mistake_in(text, ABOUT_ANNA) is None


@pytest.mark.parametrize(
    "text", ["", "short", "elevensigns", "zażółć gęśl", unicodedata.normalize("NFD", "zażółć gęśl")]
)
def test_eleven_signs_are_too_few_however_they_are_spelled(text: str) -> None:
    assert "12" in str(mistake_in(text))


def test_a_thousand_signs_are_enough() -> None:
    sentence = "".join(chr(0x4E00 + number) for number in range(1000))

    assert mistake_in(sentence) is None
    assert "1000" in str(mistake_in(sentence + "a"))


@pytest.mark.parametrize(
    "text",
    [
        "123456789012",
        "098765432109",
        "qwertyuiopas",
        "Password1234",
        "PASSWORD2026!",
        "haslo1234567",
        "Hasło1234567",
        "kochamcie123",
        "Polska2026!!",
        "zaq12wsxcde34rfv",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "słońsłońsłoń",
        "abababababab1"[:12],
        "1qaz2wsx3edc",
    ],
)
def test_what_is_tried_first_is_refused(text: str) -> None:
    assert "tried first" in str(mistake_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "Listek123456",
        "listek-2026-!!",
        "moj Listek 1",
        "1002456-1002456",
        "500100200xyz",
        "+48500100200",
        "48500100200abc",
        "anna@example.org",
        "ExampleAnna12",
        "listek500100200",
    ],
)
def test_what_is_built_from_known_words_is_refused(text: str) -> None:
    assert "Do not build" in str(mistake_in(text, ABOUT_ANNA))


def test_a_known_word_among_others_is_no_harm() -> None:
    assert mistake_in("listek spadł na zielony dach", ABOUT_ANNA) is None


def test_the_whole_password_counts_and_its_spelling_does_not() -> None:
    long = "ą" * 30 + " and the rest of it " * 10
    kept = hash_password(long)

    assert matches(unicodedata.normalize("NFD", long), kept)
    assert not matches(long + " ", kept)
    assert not matches(long.upper(), kept)


def test_nobodys_password_matches_nothing() -> None:
    assert not matches("nobody has this password", None)
    assert not matches("anything", "not a hash")


def test_the_figures_are_those_that_were_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1))

    kept = hash_password("zielony słonik tańczy 7")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not is_outdated(kept)
