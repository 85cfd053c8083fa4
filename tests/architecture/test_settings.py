"""Everything an installation can set is written down where an operator looks."""

from dataclasses import fields

from selfcare.config import Settings, variable_of
from tests.architecture.places import ROOT


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    variables = [variable_of(item.name) for item in fields(Settings) if item.metadata.get("variable", True)]

    assert variables
    assert [name for name in variables if f"`{name}`" not in text] == []
