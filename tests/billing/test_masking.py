"""What of other people's numbers is shown, and what a search may look at."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.billing.masking import masked, patterns, whole
from selfcare.billing.short_codes import net_price_of
from selfcare.money import Money


@pytest.mark.parametrize(
    ("peer", "shown"),
    [
        ("+48600123001", "600 *** 001"),
        ("600123001", "600 *** 001"),
        ("600-123-001", "600 *** 001"),
        ("+442071234567", "+442 *** 567"),
        ("0048600123001", "004 *** 001"),
        ("75550", "75550"),
        ("112", "112"),
        ("*100#", "*100#"),
        ("INFO", "INFO"),
        ("InPost24", "InPost24"),
        ("", ""),
    ],
)
def test_three_digits_at_each_end_are_shown(peer: str, shown: str) -> None:
    assert masked(peer).replace("\u00a0", " ") == shown


def test_a_whole_number_is_written_as_people_write_it() -> None:
    assert whole("+48600123001").replace("\u00a0", " ") == "600 123 001"
    assert whole("75550") == "75550"


@given(
    typed=st.text(alphabet="0123456789 +-*%_", max_size=16),
    ends=st.tuples(st.integers(100, 999), st.integers(0, 999)),
    hidden=st.tuples(st.integers(0, 999), st.integers(0, 999)),
)
def test_numbers_that_look_alike_are_found_alike(typed: str, ends: tuple[int, int], hidden: tuple[int, int]) -> None:
    likes = patterns(typed, all_digits=False)
    one, other = (f"+48{ends[0]}{middle:03d}{ends[1]:03d}" for middle in hidden)

    assert any(is_like(one, like) for like in likes) == any(is_like(other, like) for like in likes)


@given(number=st.from_regex(r"\+48[5-8][0-9]{8}", fullmatch=True), first=st.integers(0, 8), length=st.integers(1, 9))
def test_with_all_digits_any_part_is_found(number: str, first: int, length: int) -> None:
    part = number.removeprefix("+48")[first : first + length]

    assert any(is_like(number, like) for like in patterns(part, all_digits=True))


@pytest.mark.parametrize("typed", ["600 123 001", "+48 600-123-001", "0048600123001", "600123001"])
@pytest.mark.parametrize("all_digits", [True, False])
def test_a_whole_number_is_found_however_it_is_typed(typed: str, all_digits: bool) -> None:  # noqa: FBT001  # both ways
    likes = patterns(typed, all_digits=all_digits)

    assert any(is_like("+48600123001", like) for like in likes)
    assert not any(is_like("+48601123001", like) for like in likes)


def test_names_of_senders_are_found_by_a_part() -> None:
    assert any(is_like("InPost", like) for like in patterns("post", all_digits=False))


def test_what_means_something_to_a_database_means_nothing_here() -> None:
    assert not any(is_like("INFO", like) for like in patterns("I%O", all_digits=False))


@pytest.mark.parametrize(
    ("code", "net"),
    [
        ("7155", 100),
        ("75550", 500),
        ("7055", None),
        ("92505", 2500),
        ("90205", 200),
        ("80123", None),
        ("+48600123001", None),
    ],
)
def test_a_short_code_says_its_price(code: str, net: int | None) -> None:
    assert net_price_of(code) == (Money(net) if net else None)


def is_like(text: str, like: str) -> bool:
    """LIKE with a backslash as its escape, as both databases understand it."""
    parts = re.findall(r"\\.|.", like, re.DOTALL)
    pattern = "".join({"%": ".*", "_": "."}.get(part, re.escape(part[-1])) for part in parts)
    return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None
