"""Where the rules look."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from werkzeug.routing import Rule

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "selfcare"
TEMPLATES = PACKAGE / "templates"


def python_files() -> Iterator[Path]:
    """Everything we wrote in Python; migrations are written by a machine, once."""
    for folder in (PACKAGE, ROOT / "tests", ROOT / "bench"):
        yield from (file for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts)


def templates() -> list[Path]:
    return [file for file in sorted(TEMPLATES.rglob("*")) if file.is_file()]


def page_templates() -> list[Path]:
    """Those that fill a page of their own; what begins with `_` is a part of one."""
    aside = {"layout", "components", "messages"}
    pages = (file for file in templates() if file.suffix == ".html" and not file.name.startswith("_"))
    return [file for file in pages if name_of(file).split("/")[0] not in aside]


def name_of(template: Path) -> str:
    return template.relative_to(TEMPLATES).as_posix()


def tracked_files() -> Iterator[Path]:
    """What the repository holds or is about to."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return (ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text_of(file: Path) -> str:
    """Nothing for a file that is not text."""
    content = file.read_bytes()
    return "" if b"\0" in content[:4096] else content.decode("utf-8", errors="replace")


def filled(rule: Rule, number: int = 1) -> str:
    """An address of that rule, with this number where one is asked for."""
    built = rule.build({name: _value(rule._converters[name], number) for name in rule.arguments})
    assert built
    return built[1]


def _value(converter: object, number: int) -> object:
    """Something that it takes: a number, a word, or the first of the few words that it knows."""
    words: set[str] = getattr(converter, "items", {"x"})
    return number if "Integer" in type(converter).__name__ else min(words)
