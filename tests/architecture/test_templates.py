"""Templates: each compiles, each page has a title, nothing inline, one macro per component."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.places import PACKAGE, TEMPLATES, name_of, page_templates, templates

# The content policy would switch these off, silently.
INLINE = re.compile(
    r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:|\bdata:|hx-on", re.IGNORECASE
)


@pytest.mark.parametrize("file", templates(), ids=name_of)
def test_a_template_compiles(wired: Flask, file: Path) -> None:
    template = wired.jinja_env.get_template(name_of(file))

    assert template.name == name_of(file)


@pytest.mark.parametrize("file", page_templates(), ids=name_of)
def test_a_page_has_a_title_and_a_main_part(wired: Flask, file: Path) -> None:
    assert {"title", "main"} <= wired.jinja_env.get_template(name_of(file)).blocks.keys()


@pytest.mark.parametrize(
    "file", [file for file in templates() if file.suffix == ".html" and "messages" not in file.parts], ids=name_of
)
def test_nothing_is_inline(file: Path) -> None:
    without_comments = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert INLINE.findall(without_comments) == []


@pytest.mark.parametrize("file", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda file: file.stem)
def test_a_component_is_one_macro_of_that_name_and_is_used(file: Path) -> None:
    macros = re.findall(r"\{%-?\s*macro\s+(\w+)", file.read_text(encoding="utf-8"))
    others = (*templates(), *PACKAGE.rglob("*.py"))

    assert macros == [file.stem]
    assert any(f"ui.{file.stem}" in other.read_text(encoding="utf-8") for other in others if other != file)


def test_a_template_never_includes_another_features() -> None:
    shared = {"layout", "components", "errors", "messages"}
    reached = {
        name_of(file): name
        for file in templates()
        for name in re.findall(r"\{%-?\s*(?:include|extends|import|from)\s+[\"']([^\"']+)", file.read_text("utf-8"))
        if name.split("/")[0] not in {*shared, name_of(file).split("/")[0]}
    }

    assert reached == {}
