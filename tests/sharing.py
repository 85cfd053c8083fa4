"""Which tests run beside each other: those of one group share a worker, a running demo and a browser.

xdist's own `loadgroup` finds no groups under pytest 9.2, which gives tests another kind of id.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_broken: list[str] = []
_GROUP = re.compile(r'xdist_group\("(\w+)"\)')


class InGroups(LoadScopeScheduling):
    """A file that names its group stays with that group; any other test goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return _group_of(nodeid.partition("::")[0]) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> InGroups:
    return InGroups(config, log)


def pytest_internalerror(excrepr: object) -> None:
    """Kept for the very end: where a worker's own error is written, thousands of lines may follow."""
    _broken.append(str(excrepr)[-3000:])


def pytest_unconfigure() -> None:
    if _broken:
        print("The first error of the tests' own machinery:", _broken[0], sep="\n")


@cache
def _group_of(file: str) -> str:
    found = _GROUP.search(Path(file).read_text(encoding="utf-8"))
    return found[1] if found else ""
