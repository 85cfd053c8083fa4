"""Texts to begin an answer with are the operator's, and a half one stops the start."""

from pathlib import Path

import pytest

from selfcare.brand import DEMO_FILE, BrandWrong, operator_from


@pytest.mark.parametrize(
    "table",
    ['for = "question"\ntitle = "One"', 'for = "invoices"\ntitle = "One"\ntext = "x"', 'title = "One"\ntext = "x"'],
)
def test_a_half_text_is_named(tmp_path: Path, table: str) -> None:
    file = tmp_path / "operator.toml"
    file.write_text(f"{DEMO_FILE.read_text(encoding='utf-8')}\n[[answers]]\n{table}\n", encoding="utf-8")

    with pytest.raises(BrandWrong, match="answers: One needs for"):
        operator_from(file)


def test_the_demo_has_texts_for_both() -> None:
    assert {answer["for"] for answer in operator_from(DEMO_FILE).answers} == {"question", "complaint"}
