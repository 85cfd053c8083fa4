"""Words that have no place in the repository."""

import ipaddress
import re
from dataclasses import fields

from selfcare.config import PREFIX, Settings, variable_of
from tests.architecture.places import ROOT, text_of, tracked_files

# Written in two parts, or this file would be the first to be found.
PATHS_OF_A_MACHINE = re.compile("|".join(("/" + "work/", "/" + "home/[a-z]", "/" + "Users/", "/" + r"root/\w")))
ADDRESS = re.compile(r"https?://(\[[0-9a-f:]+\]|[\w.-]+)")
NOT_PUBLIC = (".internal", ".local", ".lan", ".corp", ".intra")


def test_no_path_of_somebodys_machine_is_left_behind() -> None:
    assert _found(PATHS_OF_A_MACHINE) == {}


def test_every_address_is_one_that_everybody_can_reach() -> None:
    """Mirrors, indexes and proxies of one network are nobody else's business."""
    found = {file: [host for host in hosts if not _is_for_everybody(host)] for file, hosts in _found(ADDRESS).items()}

    assert {file: hosts for file, hosts in found.items() if hosts} == {}


def test_settings_are_named_alike_everywhere() -> None:
    """A variable with a typing mistake in a guide is worse than none."""
    known = {variable_of(item.name) for item in fields(Settings) if item.metadata.get("variable", True)}
    docs = [file for file in tracked_files() if file.suffix == ".md"]

    said = {name for file in docs for name in re.findall(rf"{PREFIX}[A-Z0-9_]*[A-Z0-9](?![A-Z0-9_…])", text_of(file))}

    assert said - known == set()


def _found(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    found = {file.relative_to(ROOT).as_posix(): pattern.findall(text_of(file)) for file in tracked_files()}
    assert found, "no files to look at"
    return {name: words for name, words in found.items() if words}


def _is_for_everybody(host: str) -> bool:
    if host in {"localhost", "selfcare"}:  # the second is what the proxy calls us
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback or host == "0.0.0.0"  # noqa: S104  # compared
    except ValueError:
        return "." in host.strip(".") and not host.endswith(NOT_PUBLIC)
