"""Amounts and account numbers."""

from decimal import Decimal

import pytest

from selfcare.money import Money, nrb_of


@pytest.mark.parametrize(
    ("text", "grosze"), [("12.30", 1230), ("0", 0), ("-5.05", -505), (" 7.5 ", 750), ("1.230", 123)]
)
def test_an_amount_is_read_to_the_grosz(text: str, grosze: int) -> None:
    assert Money.parse(text) == Money(grosze)


@pytest.mark.parametrize(
    "text",
    ["", "12,30", "1.005", "NaN", "Infinity", "1E5", "1_000", "1E999999", "9" * 17, "١٢", "1E-9", ".5", "5.", "1.5 0"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Money.parse(text)


def test_half_a_grosz_is_rounded_up_as_on_invoices() -> None:
    assert Money.rounded(Decimal("1.005")) == Money(101)
    assert Money.rounded(Decimal("1.0049")) == Money(100)


def test_amounts_add_up_and_are_written_as_in_files() -> None:
    assert Money(100) + Money(250) - Money(50) == Money(300)
    assert -Money(5) * 3 == Money(-15)
    assert str(Money(-123456)) == "-1234.56"
    assert not Money()
    assert Money(1) < Money(2)


@pytest.mark.parametrize("text", ["45999000090000010024560001", "PL45 9990 0009 0000 0100 2456 0001"])
def test_a_valid_account_is_its_26_digits(text: str) -> None:
    assert nrb_of(text) == "45999000090000010024560001"


@pytest.mark.parametrize(
    "text", [None, "", "46999000090000010024560001", "4599900009", "DE89370400440532013000", "x" * 26]
)
def test_any_other_account_is_none(text: str | None) -> None:
    assert nrb_of(text) is None
