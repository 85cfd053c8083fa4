"""Characters that the type cannot draw."""

from datetime import date
from pathlib import Path

import pytest

from selfcare.documents.letters import DRAWABLE, STAND_IN, drawable, drawable_in
from selfcare.documents.typesetting import typeset

ONE_FONT = """
#let facts = json(bytes(sys.inputs.facts))
#set document(title: facts.title)
#set text(font: "Libertinus Serif", fallback: false)
= #facts.title
#for letter in facts.letters [#letter #strong(letter) ]
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zażółć „gęślą” – 5 m² €", "Zażółć „gęślą” – 5 m² €"),
        ("Олена Ґалаґан, Σωκράτης", "Олена Ґалаґан, Σωκράτης"),
        ("Z\u0307o\u0301lw", "Żólw"),
        ("漢字", STAND_IN * 2),
        ("Tea \U0001f375\ufe0f\ue000", f"Tea {STAND_IN * 2}"),
        ("a\u2028b\u2029c\x85d\te", "a b c d e"),
        ("a\u202eb\u200bc\u00ad", "abc"),
        ("\u200b", STAND_IN),
        ("x\u20d7", f"x{STAND_IN}"),
    ],
)
def test_what_cannot_be_drawn_has_a_stand_in(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_every_text_in_a_tree_of_facts_is_looked_at() -> None:
    facts = {"a": ["漢", ("字", 1)], "b": {"c": "漢", "d": True}}

    assert drawable_in(facts) == {"a": [STAND_IN, [STAND_IN, 1]], "b": {"c": STAND_IN, "d": True}}


def test_the_font_draws_everything_we_leave_to_it(tmp_path: Path) -> None:
    template = tmp_path / "letters.typ"
    template.write_text(ONE_FONT)

    pdf = typeset(template, {"title": "Letters", "letters": sorted(DRAWABLE)}, date(2026, 11, 25))

    assert pdf.startswith(b"%PDF-")
    assert STAND_IN in DRAWABLE
