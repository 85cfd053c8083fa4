"""What the operator's file says about late and surplus money."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from selfcare.brand import DEMO_FILE, BrandWrong, Dues, operator_from


def file_with(folder: Path, dues: str) -> Path:
    """The demo's file with another `[dues]`."""
    before, _, rest = DEMO_FILE.read_text(encoding="utf-8").partition("[dues]")
    file = folder / "operator.toml"
    file.write_text(f"{before}{dues}\n[colours]{rest.partition('[colours]')[2]}", encoding="utf-8")
    return file


def test_without_a_word_interest_is_only_shown(tmp_path: Path) -> None:
    assert operator_from(file_with(tmp_path, "")).dues == Dues()


def test_rates_and_limits_are_read_exactly(tmp_path: Path) -> None:
    text = '[dues]\ncharge_interest = true\npayout_needs_two_above = 99.5\n[dues.interest_rates]\n"2026-12-01" = 9.25'

    dues = operator_from(file_with(tmp_path, text)).dues

    assert dues == Dues(
        charge_interest=True,
        interest_rates={date(2026, 12, 1): Decimal("9.25")},
        payout_needs_two_above=Decimal("99.5"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "late = 3",
        "payout_needs_two_above = 'much'",
        "interest_rates = {soon = 3}",
        "interest_rates = {2026-01-01 = 101}",
    ],
)
def test_what_cannot_be_used_stops_the_start(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(BrandWrong):
        operator_from(file_with(tmp_path, f"[dues]\n{wrong}"))
