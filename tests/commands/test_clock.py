"""Moving the time of a demo, and of nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfcare.demo import folder
from tests.commands.conftest import Installation


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    folder.prepare(tmp_path)
    return Installation(tmp_path)


def test_it_says_what_time_it_is(demo: Installation) -> None:
    assert _away(_told(demo)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        (["+31d"], timedelta(days=31)),
        (["+31d", "+2h", "-30m"], timedelta(days=31, hours=1, minutes=30)),
        (["+31d", "real"], timedelta()),
    ],
)
def test_shifts_add_up_and_real_takes_them_back(demo: Installation, moments: list[str], expected: timedelta) -> None:
    for moment in moments:
        told = _told(demo, moment)

    assert _away(told - expected) < timedelta(minutes=1)
    assert _away(_told(demo) - expected) < timedelta(minutes=1)


def test_a_moment_is_told_in_warsaw_time(demo: Installation) -> None:
    said = demo.run("clock", "2026-10-25T01:59:00+02:00").output

    assert said.startswith("2026-10-25T01:59:")
    assert said.endswith("+02:00\n")


@pytest.mark.parametrize("moment", ["tomorrow", "2026-10-25T01:59:00", "+31y", "31d"])
def test_what_is_no_moment_is_refused(demo: Installation, moment: str) -> None:
    demo.run("clock", moment, exit_code=2)

    assert not (demo.data / "clock").exists()


def test_a_real_installation_keeps_real_time(tmp_path: Path) -> None:
    said = Installation(tmp_path).run("clock", "+31d", exit_code=2).output

    assert "is not the folder of a demo" in " ".join(said.split())


def _told(demo: Installation, *moment: str) -> datetime:
    return datetime.fromisoformat(demo.run("clock", *moment).output.strip())


def _away(moment: datetime) -> timedelta:
    return abs(moment - datetime.now(UTC))
