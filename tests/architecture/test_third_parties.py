"""What others made: scripts with their checksums, dependencies with their hashes, and no address of a private index."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.places import PACKAGE, ROOT

VENDOR = PACKAGE / "static" / "vendor"


def test_vendored_files_are_the_ones_that_were_taken_in() -> None:
    known = tomllib.loads((VENDOR / "vendored.toml").read_text(encoding="utf-8"))
    digests = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "vendored.toml" and not file.name.startswith("LICENSE")
    }

    assert digests
    assert {name: facts["sha256"] for name, facts in known.items()} == digests


def test_vendored_files_carry_their_version_and_licence() -> None:
    folders = [folder for folder in VENDOR.iterdir() if folder.is_dir()]

    assert all(re.search(r"-\d+\.\d+\.\d+$", folder.name) for folder in folders)
    assert all((folder / "LICENSE").is_file() for folder in folders)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_dependencies_are_pinned_by_hash_and_lead_to_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]

    assert pinned
    assert [entry.split()[0] for entry in pinned if "==" not in entry.split()[0] or "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|index-url|find-links|trusted-host| @ ", text) == []


@pytest.mark.parametrize(("name", "extra"), [("requirements.txt", ""), ("requirements-test.txt", "test")])
def test_every_dependency_is_locked(name: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    locked = {line.split("==")[0] for line in _lines(ROOT / name) if "==" in line}

    assert [item for item in wanted if _name(item) not in {_name(found) for found in locked}] == []


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _name(requirement: str) -> str:
    """As package indexes compare names, without version or extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", requirement)[0]).lower()
