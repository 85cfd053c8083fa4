"""A file that is too long has two subjects."""

from collections.abc import Iterable
from pathlib import Path

from tests.architecture.places import ROOT, python_files, templates

LONGEST = {".py": 300, ".html": 150, ".txt": 150, ".typ": 150}
LONGEST_CONFTEST = 150


def test_python_files_are_short() -> None:
    assert _too_long(python_files()) == {}


def test_templates_are_short() -> None:
    assert _too_long(templates()) == {}


def test_what_all_tests_share_is_small() -> None:
    lengths = {str(file): _lines(file) for file in (ROOT / "tests").rglob("conftest.py")}

    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_CONFTEST} == {}


def _too_long(files: Iterable[Path]) -> dict[str, int]:
    found = list(files)
    assert found, "nothing to measure"
    return {
        file.relative_to(ROOT).as_posix(): _lines(file)
        for file in found
        if _lines(file) > LONGEST.get(file.suffix, LONGEST[".py"])
    }


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())
