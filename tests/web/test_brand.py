from collections.abc import Callable
from pathlib import Path

import pytest

from selfcare.brand import BrandWrong, Colours, contrast, mixed, operator_from

Change = Callable[[str, str], Path]

GREEN = {"fill": "#00663d", "on_fill": "#ffffff", "ink": "#00663d", "fill_dark": "#1b7f54", "ink_dark": "#86d8ae"}
YELLOW = {"fill": "#ffcf24", "on_fill": "#17201b", "ink": "#6a5300", "fill_dark": "#f2c200", "ink_dark": "#ffd95a"}
VIOLET = {"fill": "#3a2a8c", "on_fill": "#ffffff", "ink": "#3a2a8c", "fill_dark": "#685dd4", "ink_dark": "#b9b3ff"}


@pytest.mark.parametrize("brand", [GREEN, YELLOW, VIOLET], ids=["green", "yellow", "violet"])
def test_three_brands_can_be_read(brand: dict[str, str]) -> None:
    assert Colours(**brand).mistakes() == []


@pytest.mark.parametrize(
    ("name", "colour"),
    [("on_fill", "#17201b"), ("ink", "#00965a"), ("fill_dark", "#1c3a2b"), ("ink_dark", "#1b7f54")],
)
def test_a_colour_that_cannot_be_read_is_named(name: str, colour: str) -> None:
    mistakes = Colours(**{**GREEN, name: colour}).mistakes()

    assert mistakes
    assert all(mistake.startswith(f"colours.{name}: ") or name == "fill_dark" for mistake in mistakes)
    assert any(mistake.startswith(f"colours.{name}: ") for mistake in mistakes)


def test_ink_must_be_readable_on_the_tint_of_its_own_brand() -> None:
    """A tint is darker than paper: this ink passes on all papers and fails there."""
    colours = Colours(**{**GREEN, "fill": "#000000", "ink": "#6b6b6b"})

    assert any("colours.ink: " in mistake and mixed("#000000", "#fffefb") in mistake for mistake in colours.mistakes())


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#00663d", "#FFFFFF") == pytest.approx(7.1, abs=0.05)


def test_mixing_is_what_browsers_do() -> None:
    assert mixed("#00663d", "#fffefb") == "#e3ede6"


def test_the_demos_operator_file_is_right() -> None:
    operator = operator_from(None)

    assert operator.name == "Listek"
    assert {"terms", "privacy", "accessibility"} <= operator.legal.keys()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('fill_dark = "#1b7f54"', 'fill_dark = "#1b7f"', "#1b7f is not written as #rrggbb"),
        ('ink = "#00663d"', 'ink = "#66ffaa"', "colours.ink: contrast"),
        ('nip = "9999999999"\n', "", "nip"),
        ('nip = "9999999999"', 'tax = "9999999999"', "tax"),
        ('name = "Listek"', "name = Listek", "operator.toml"),
        ('phone = "+48225000000"', 'phone = "22 500 00 00"', "phone: "),
        ('languages = ["pl", "en"]', 'languages = ["pl", "tlh"]', "languages: "),
        ('languages = ["pl", "en"]', "languages = []", "languages: "),
        ('title = "Prywatność"\n', "", "legal.privacy: "),
        ('nip = "9999999999"', 'nip = "9999999999"\nicons = "nowhere"', "icons: "),
        ("[colours]", "[colors]", "colours"),
    ],
)
def test_an_operator_file_that_cannot_be_used_says_why(brand_file: Change, old: str, new: str, named: str) -> None:
    with pytest.raises(BrandWrong, match=named.replace("(", "\\(")):
        operator_from(brand_file(old, new))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrandWrong, match=r"gone\.toml"):
        operator_from(tmp_path / "gone.toml")


def test_icons_lie_beside_the_operator_file(brand_file: Change, tmp_path: Path) -> None:
    (tmp_path / "icons").mkdir()

    operator = operator_from(brand_file('nip = "9999999999"', 'nip = "9999999999"\nicons = "icons"'))

    assert operator.icons == tmp_path / "icons"


def test_the_favicon_needs_nothing_from_the_page() -> None:
    favicon = operator_from(None).favicon()

    assert "currentColor" not in favicon
    assert "var(" not in favicon
    assert favicon.count("#00663d") == 2
