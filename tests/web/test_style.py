import re
from pathlib import Path

from selfcare.web.style import LAYERS, stylesheet

STATIC = Path(__file__).parent.parent.parent / "selfcare" / "static"
CSS = stylesheet(STATIC / "css", ":root{--op-fill:#123456}")


def test_layers_stand_in_their_order_and_the_brand_outside_of_them() -> None:
    opened = re.findall(r"(?m)^@layer (\w+) \{", CSS)

    assert CSS.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert list(dict.fromkeys(opened)) == list(LAYERS)
    assert CSS.rstrip().endswith("#123456}")


def test_every_rule_is_in_a_layer() -> None:
    outside = []
    for file in (STATIC / "css").rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        if not re.fullmatch(r"@layer \w+ \{.*\}", text, re.DOTALL) or text.count("{") != text.count("}"):
            outside.append(file.name)

    assert outside == []


def test_only_tokens_name_a_colour() -> None:
    """Components say what a colour means. A code to scan is black on white in every theme; paper is white in print."""
    allowed = {"tokens.css", "document.css"}
    named = {
        file.name: found
        for file in (STATIC / "css").rglob("*.css")
        if file.name not in allowed
        and (
            found := set(re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)\(", file.read_text(encoding="utf-8")))
            - {"#0000", "#000", "#fff", "rgb("}
        )
    }

    assert named == {}


def test_every_token_that_is_used_is_set() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", CSS))
    known = set(re.findall(r"(--[\w-]+)\s*:", CSS))

    assert used - known - {"--op-on-fill", "--op-ink", "--op-fill-dark", "--op-ink-dark"} == set()


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_motion_is_for_those_who_do_not_mind() -> None:
    """Whatever moves by itself stands inside prefers-reduced-motion: no-preference."""
    calm = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", CSS)

    assert re.findall(r"\b(?:animation|transition)\s*:", calm) == []


def test_every_style_is_used_by_a_page_or_a_script() -> None:
    pages = [
        *(STATIC / "js").glob("*.js"),
        *(STATIC.parent / "templates").rglob("*.html"),
        *STATIC.parent.glob("*/*.py"),
    ]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    words = set(re.findall(r"[\w-]+", text))
    built = ("tag-", "note-", "btn-", "i-", "clock-")  # components put the kind behind

    classes = set(re.findall(r"\.(-?[a-z][\w-]*)", re.sub(r"url\([^)]*\)|\d*\.\d+\w*", "", CSS)))

    assert {name for name in classes - words if not name.startswith(built)} == set()
