"""A worker's shift, in this very process."""

import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from selfcare.commands.worker import worker
from selfcare.errors import PartnerUnavailable
from selfcare.outbox import shift as shifts
from selfcare.outbox.shift import Shift
from selfcare.outbox.wakeups import Wakeups
from selfcare.outbox.wiring import Jobs
from tests.notifications.waiting import wait_for
from tests.outbox.office import Office


@pytest.fixture(autouse=True)
def _quick_and_tidy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shifts, "LOOK_EVERY", 0.05)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    structlog.reset_defaults()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def work_until(office: Office, is_so: Callable[[], object], stop: Callable[[Shift], object] = Shift.stop) -> None:
    """Work in this thread, until another one sees that it was done."""
    shift = Shift(office.app, threads=2)
    problems: list[AssertionError] = []

    def watch() -> None:
        try:
            wait_for(is_so)
        except AssertionError as problem:
            problems.append(problem)
        stop(shift)

    watcher = threading.Thread(target=watch)
    watcher.start()
    shift.work()
    watcher.join()
    assert problems == []


def test_it_does_what_waits_and_then_what_it_is_woken_for(office: Office) -> None:
    office.tell(2)
    woken: list[int] = []

    def is_done() -> bool:
        sent = office.states().count("sent")
        if sent == 2 and not woken:
            woken.append(sent)
            office.tell()
        return sent == 3

    work_until(office, is_done)

    assert office.mail.recipients == ["m0@example.org", "m1@example.org", "m0@example.org"]


def test_sigterm_ends_it(office: Office) -> None:
    office.tell()

    work_until(office, lambda: office.states() == ["sent"], lambda _shift: signal.raise_signal(signal.SIGTERM))

    assert office.states() == ["sent"]


def test_without_a_queue_it_comes_by_all_the_same(office: Office) -> None:
    settings = replace(office.app.extensions["settings"], database_url="", data=Path("/nowhere/at/all"))
    office.app.extensions["wakeups"] = Wakeups(settings)
    office.tell()

    with capture_logs() as said:
        work_until(office, lambda: office.states() == ["sent"])
    office.app.extensions["wakeups"] = Wakeups(office.app.extensions["settings"])

    assert "nobody can wake us" in {line["event"] for line in said}


def test_jobs_run_at_every_look_or_once_a_day_and_a_silent_partner_stops_none(office: Office) -> None:
    ran: list[str] = []

    def job(name: str, *, fails: bool = False) -> Callable[..., None]:
        def run(_session: Session, *, now: datetime) -> None:
            ran.append(name)
            if fails:
                raise PartnerUnavailable("silent")

        return run

    office.app.extensions["outbox"] = Jobs({}, {}, (job("often"), job("silent", fails=True)), (job("daily"),))

    with capture_logs() as said:
        work_until(office, lambda: ran.count("often") >= 3)

    assert ran.count("silent") >= 2
    assert ran.count("daily") == 1
    assert {line["event"] for line in said} == {"partner unavailable"}, said


def test_a_bug_in_one_daily_job_does_not_stop_the_others(office: Office) -> None:
    ran: list[str] = []

    def broken(_session: Session, *, now: datetime) -> None:
        ran.append("broken")
        raise KeyError("a bug")

    def sound(_session: Session, *, now: datetime) -> None:
        ran.append("sound")

    office.app.extensions["outbox"] = Jobs({}, {}, (), (broken, sound))

    with capture_logs():
        work_until(office, lambda: "sound" in ran)

    assert ran == ["broken", "sound"]


@pytest.mark.parametrize("names", [("broken", "sound"), ("sound", "broken")])
def test_a_bug_in_a_job_of_every_look_stops_neither_the_others_nor_the_daily_ones(
    office: Office, names: tuple[str, ...]
) -> None:
    ran: list[str] = []

    def job(name: str) -> Callable[..., None]:
        def run(_session: Session, *, now: datetime) -> None:
            ran.append(name)
            if name == "broken":
                raise KeyError("a bug")

        return run

    office.app.extensions["outbox"] = Jobs({}, {}, tuple(job(name) for name in names), (job("daily"),))

    with capture_logs():
        work_until(office, lambda: "daily" in ran and ran.count("broken") > 1)

    assert ran[:4] == [*names, "daily", names[0]]


def test_a_bug_ends_a_look_and_not_the_worker(office: Office) -> None:
    met: list[str] = []
    told: list[bool] = []
    deliver = office.app.extensions["outbox"].handlers["notifications.deliver"]

    def has_a_bug(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
        if not met:
            met.append("the bug")
            raise KeyError("a bug")
        deliver(session, facts, now=now)

    def is_done() -> bool:
        if met and not told:
            told.append(True)
            office.tell()
        return office.states() == ["waiting", "sent"]

    office.app.extensions["outbox"] = Jobs({"notifications.deliver": has_a_bug}, {}, (), ())
    office.tell()
    with capture_logs() as said:
        work_until(office, is_done)

    assert any(line["log_level"] == "error" and line["exc_info"] for line in said)


@pytest.mark.parametrize("options", [["--threads", "0"], ["--lease", "0"], ["--lease", "soon"]])
def test_the_command_refuses_a_shift_without_hands_or_time(options: list[str]) -> None:
    assert CliRunner().invoke(worker, options).exit_code == 2
