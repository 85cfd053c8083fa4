"""What fits into one SMS, and how the rest is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.notifications.gsm7 import GSM_7, UCS_2, folded, is_gsm7, parts_of


@pytest.mark.parametrize("text", ["Hello @ 5 $\n", "àèéùìòÇØøÅå", "{[€]}~^|\\", "ΔΦΓΛΩΠΨΣΘΞ", "§"])
def test_what_is_in_the_alphabet(text: str) -> None:
    assert is_gsm7(text)


@pytest.mark.parametrize("text", ["zażółć", "“", "a\u00a0b", "`", "\x1b", "Привіт"])
def test_what_is_not(text: str) -> None:
    assert not is_gsm7(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zażółć gęślą jaźń", "Zazolc gesla jazn"),
        ("„Hasło” – ważne 10\u00a0min…", '"Haslo" - wazne 10 min...'),
        ("À é ü", "A é ü"),
        ("Код: 123\u00a0456", "Код: 123 456"),
    ],
)
def test_folding_makes_it_fit_where_that_is_possible(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("text", "coding", "lengths"),
    [
        ("", GSM_7, [0]),
        ("a" * 160, GSM_7, [160]),
        ("a" * 161, GSM_7, [153, 8]),
        ("€" * 80, GSM_7, [160]),
        ("ł" * 70, UCS_2, [140]),
        ("ł" * 71, UCS_2, [134, 8]),
    ],
)
def test_how_many_parts(text: str, coding: int, lengths: list[int]) -> None:
    found, parts = parts_of(text)

    assert found == coding
    assert [len(part) for part in parts] == lengths


def test_a_pair_of_septets_is_never_torn_in_two() -> None:
    _coding, parts = parts_of("a" * 152 + "€" * 40)

    assert [part[-1:] for part in parts] == [b"a", b"\x65"]
    assert parts[1].startswith(b"\x1b")


@given(st.text(alphabet="ażółć 😀Привіт€", min_size=71, max_size=300))
def test_every_part_can_be_read_by_itself_and_together_they_are_the_text(text: str) -> None:
    coding, parts = parts_of(text)
    if coding == UCS_2:
        assert "".join(part.decode("utf-16-be") for part in parts) == text
        assert all(len(part) <= 140 for part in parts)
