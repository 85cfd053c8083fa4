"""Phone numbers as people write and read them."""

import pytest

from selfcare.lines.numbers import e164, shown


@pytest.mark.parametrize(
    "typed",
    ["500100200", "500 100 200", " 500-100-200 ", "+48500100200", "+48 500 100 200", "0048500100200", "(500) 100200"],
)
def test_a_number_is_understood_however_it_is_written(typed: str) -> None:
    assert e164(typed) == "+48500100200"


@pytest.mark.parametrize("typed", ["", "anna@example.org", "123", "+4850010020012345", "demo"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert e164(typed) is None


def test_numbers_are_shown_in_threes_that_stay_together() -> None:
    assert shown("+48500100200") == "500\u00a0100\u00a0200"
    assert shown("+4930123456") == "+4930123456"
    assert shown("+4850010020") == "+4850010020"
