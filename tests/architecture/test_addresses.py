"""Addresses are promises: bookmarks, links in e-mails and the operator's scripts hold them."""

import re
from pathlib import Path

from flask import Flask

KNOWN = Path(__file__).parent / "addresses.txt"
MOVED = "moved: "


def test_every_address_is_written_down_and_none_is_gone(wired: Flask) -> None:
    """Write a new one into addresses.txt; put `moved: ` before one that now redirects. Never take one out."""
    known = [line.strip() for line in KNOWN.read_text().splitlines() if line.strip()]
    there = {
        f"{method} {_shape(str(rule))}"
        for rule in wired.url_map.iter_rules()
        for method in rule.methods or ()
        if method in {"GET", "POST"}
    }

    assert sorted(there) == sorted(line.removeprefix(MOVED) for line in known)


def test_a_moved_address_says_where_to(app: Flask) -> None:
    moved = [line.removeprefix(MOVED).split()[1] for line in KNOWN.read_text().splitlines() if line.startswith(MOVED)]

    answers = {address: app.test_client().get(address.replace("<>", "1")).status_code for address in moved}

    assert {address: status for address, status in answers.items() if status not in {301, 308}} == {}


def _shape(rule: str) -> str:
    """The address without the names of its parts."""
    return re.sub(r"<[^>]*>", "<>", rule)
