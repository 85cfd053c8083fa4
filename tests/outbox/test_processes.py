"""Real worker processes, a real mail server, and kill -9."""

import json
import signal
from collections import Counter
from datetime import timedelta

from selfcare import clock
from tests.conftest import SECRET_KEY
from tests.notifications.waiting import wait_for
from tests.outbox.office import Office

PATIENCE = 90  # seconds; this machine may be busy


def test_a_killed_workers_message_arrives_all_the_same(office: Office) -> None:
    office.mail.may_answer.clear()
    office.tell()
    victim = office.start_worker("--lease", "2")
    assert office.mail.asked.wait(PATIENCE)  # it has sent the letter and waits for the answer

    victim.send_signal(signal.SIGKILL)
    victim.wait(PATIENCE)
    assert office.states() == ["waiting"]
    office.mail.may_answer.set()
    office.start_worker("--lease", "2")

    wait_for(lambda: office.states() == ["sent"], PATIENCE)
    assert "m0@example.org" in office.mail.recipients
    [task] = office.tasks()
    assert (task.state, task.tries, task.facts) == ("done", 2, "")


def test_two_workers_send_each_of_two_hundred_messages_once(office: Office) -> None:
    office.tell(200)

    for _ in range(2):
        office.start_worker()
    wait_for(lambda: set(office.states()) == {"sent"}, PATIENCE)

    assert Counter(office.mail.recipients) == Counter(f"m{n}@example.org" for n in range(200))
    assert {task.tries for task in office.tasks()} == {1}


def test_a_worker_told_to_stop_brings_to_its_end_what_it_has_begun(office: Office) -> None:
    office.mail.may_answer.clear()
    office.tell(3)
    worker = office.start_worker("--threads", "1")
    assert office.mail.asked.wait(PATIENCE)

    worker.send_signal(signal.SIGTERM)
    office.mail.may_answer.set()
    worker.wait(PATIENCE)

    assert worker.returncode == 0
    tasks = office.tasks()
    assert {task.leased_until for task in tasks} == {None}
    assert len(office.mail.recipients) == sum(task.state == "done" for task in tasks) >= 1


def test_an_expired_code_is_never_sent(office: Office) -> None:
    expires_at = clock.now() - timedelta(seconds=1)
    facts = {"code": "271828", "host": "selfcare.example.org"}
    office.tell(kind="one_time_password", facts=facts, secret_key=SECRET_KEY, expires_at=expires_at)

    office.start_worker()
    wait_for(lambda: office.states() == ["expired"], PATIENCE)

    assert office.mail.letters == []
    assert office.tasks()[0].facts == ""


def test_what_nobody_woke_it_for_is_found_all_the_same(office: Office) -> None:
    office.start_worker()
    office.tell()
    wait_for(lambda: office.states() == ["sent"], PATIENCE)  # it is up

    office.app.extensions["wakeups"].queue.storage.close()
    office.app.extensions["wakeups"].__dict__["_wake_up"] = lambda: None
    office.tell()

    wait_for(lambda: office.states() == ["sent", "sent"], PATIENCE)


def test_what_it_logs_is_one_line_of_json_without_the_code(office: Office) -> None:
    worker = office.start_worker()
    office.tell(kind="no_such_message", facts={"code": "271828"}, secret_key=SECRET_KEY)
    wait_for(lambda: office.tasks()[0].tries == 1, PATIENCE)
    office.tell()
    wait_for(lambda: office.states() == ["waiting", "sent"], PATIENCE)

    worker.send_signal(signal.SIGTERM)
    _out, said = worker.communicate(timeout=PATIENCE)

    assert "TemplatesNotFound" in "".join(json.loads(line)["exception"] for line in said.splitlines())
    assert b"271828" not in said
