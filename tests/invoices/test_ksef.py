"""KSeF numbers, and the code by which an invoice is verified."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.invoices import ksef

VALID = "5265877635-20250826-0100001AF629-AF"
WITH_DASH = "5265877635-20250826-010000-1AF629-AF"


@pytest.mark.parametrize("number", [VALID, WITH_DASH])
def test_a_right_number_is_valid_in_both_forms(number: str) -> None:
    assert ksef.is_valid(number)
    assert ksef.plain(number) == VALID


@pytest.mark.parametrize(
    "number",
    [
        "",
        "OFFLINE",
        VALID[:-1],
        VALID + "0",
        VALID.lower(),
        VALID.replace("AF629", "AF62G"),
        VALID.replace("08", "13", 1),
    ],
)
def test_another_shape_is_not_valid(number: str) -> None:
    assert not ksef.is_valid(number)


@given(place=st.integers(0, 34), digit=st.sampled_from("0123456789ABCDEF"))
def test_any_single_wrong_character_is_noticed(place: int, digit: str) -> None:
    wrong = VALID[:place] + digit + VALID[place + 1 :]

    assert ksef.is_valid(wrong) == (wrong == VALID)


def test_the_verification_address_holds_seller_day_and_hash() -> None:
    address = ksef.verification_url("9999999999", date(2026, 2, 8), b"abc")

    assert address == (
        "https://qr.ksef.mf.gov.pl/invoice/9999999999/08-02-2026/ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
    )
