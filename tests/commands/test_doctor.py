"""The doctor: one line for each thing, and exit 1 when one of them is bad."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from selfcare import clock
from selfcare.billing import jobs
from selfcare.commands import examinations
from selfcare.commands.portal import closing
from selfcare.config import Settings
from selfcare.database import session
from selfcare.demo import folder
from selfcare.feeds.models import FeedRun
from selfcare.notifications.models import Message
from selfcare.outbox.actions import put
from tests.commands.conftest import Installation


def test_a_new_installation_is_well_but_sends_nothing(installation: Installation) -> None:
    found = _found(installation)

    assert {found[name][0] for name in ("settings", "brand", "secret key", "disk", "database", "migrations")} == {"ok"}
    assert found["mail"] == ("warn", "SELFCARE_MAIL_SERVER is not set: no e-mail is sent")
    assert found["sms"] == ("warn", "SELFCARE_SMS_ADAPTER is not set: no SMS is sent")


def test_migrations_that_wait_are_bad(installation: Installation) -> None:
    installation.run("db", "downgrade", "base")

    assert _found(installation, exit_code=1)["migrations"] == ("FAIL", "not up to date: run `selfcare db upgrade`")


def test_a_database_that_is_not_there_is_bad(tmp_path: Path) -> None:
    found = _found(Installation(tmp_path), exit_code=1)

    assert found["database"] == ("FAIL", "unable to open database file")
    assert found["disk"][0] == "ok"


def test_settings_that_are_wrong_are_named_and_end_the_visit(tmp_path: Path) -> None:
    installation = Installation(tmp_path, more={"SELFCARE_SECRET_KEY": "short", "SELFCARE_COLOUR": "red"})

    found = _found(installation, exit_code=1)

    assert found == {"settings": ("FAIL", "SELFCARE_COLOUR: unknown")}


def test_a_short_secret_key_is_refused(tmp_path: Path) -> None:
    installation = Installation(tmp_path, more={"SELFCARE_SECRET_KEY": "short"})

    found = _found(installation, exit_code=1)

    assert found["settings"] == ("FAIL", "SELFCARE_SECRET_KEY: required, at least 32 characters")


def test_a_secret_key_of_one_letter_is_bad(embedded: Installation) -> None:
    monotonous = replace(embedded, more={"SELFCARE_SECRET_KEY": "x" * 40})

    state, said = _found(monotonous, exit_code=1)["secret key"]

    assert state == "FAIL"
    assert "x" * 40 not in said


def test_a_brand_that_cannot_be_read_is_bad(embedded: Installation, tmp_path: Path) -> None:
    file = tmp_path / "operator.toml"
    text = Path("selfcare/demo/operator.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('ink = "#00663d"', 'ink = "#cccccc"'), encoding="utf-8")

    state, said = _found(replace(embedded, more={"SELFCARE_OPERATOR_FILE": str(file)}), exit_code=1)["brand"]

    assert state == "FAIL"
    assert "colours.ink: contrast" in said


def test_mail_and_sms_are_well_when_somebody_answers(embedded: Installation) -> None:
    mail = Controller(Sink(), hostname="127.0.0.1", port=_free_port())
    mail.start()
    with _listening() as port:
        found = _found(replace(embedded, more=_partners(mail.port, port)))
    mail.stop()

    assert found["mail"] == ("ok", f"127.0.0.1:{mail.port} answers")
    assert found["sms"] == ("ok", f"127.0.0.1:{port} answers")


def test_mail_and_sms_are_bad_when_nobody_answers(embedded: Installation) -> None:
    found = _found(replace(embedded, more=_partners(_free_port(), _free_port())), exit_code=1)

    assert found["mail"][0] == "FAIL"
    assert "refused" in found["mail"][1]
    assert found["sms"][0] == "FAIL"


@pytest.mark.parametrize("more", [{"SELFCARE_MAIL_USE_TLS": "1"}, {"SELFCARE_MAIL_USERNAME": "portal"}])
def test_a_mail_server_that_cannot_do_what_is_set_is_bad(embedded: Installation, more: dict[str, str]) -> None:
    mail = Controller(Sink(), hostname="127.0.0.1", port=_free_port())
    mail.start()
    found = _found(replace(embedded, more=_partners(mail.port, 1) | more), exit_code=1)
    mail.stop()

    assert found["mail"][0] == "FAIL"
    assert "not supported" in found["mail"][1]


def test_tasks_that_nobody_takes_and_failed_messages_are_worth_a_look(installation: Installation) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        put(session(), "auth.send_code", {}, now=clock.now() - timedelta(hours=1))
        put(session(), "auth.send_code", {}, now=clock.now())
        session().add(
            Message(channel="sms", recipient="+48500100200", kind="x", text="", state="failed", created_at=clock.now())
        )
        session().commit()

    found = _found(installation)

    assert found["worker"][0] == "warn"
    assert found["worker"][1].startswith("1 tasks wait longer than 10 minutes")
    assert found["messages"] == ("warn", "1 failed for good: see `selfcare messages`")


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, ("warn", "nothing was ever imported")),
        (timedelta(hours=3), ("ok", "the newest is 3 hours old")),
        (timedelta(days=2), ("warn", "the newest is 48 hours old, more than SELFCARE_FEED_WARN_HOURS=36")),
    ],
)
def test_an_old_feed_is_worth_a_look(
    installation: Installation, age: timedelta | None, expected: tuple[str, str]
) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        session().add(FeedRun(started_at=clock.now(), state="killed"))
        if age:
            session().add(FeedRun(started_at=clock.now(), finished_at=clock.now() - age, state="loaded"))
        session().commit()

    assert _found(installation)["feed"] == expected


def test_months_of_usage_that_nobody_made_are_worth_a_look(installation: Installation) -> None:
    app = installation.portal()
    with closing(app), app.app_context():
        is_partitioned = session().connection().dialect.name == "postgresql"
        before = _found(installation)["usage"]
        jobs.make_months(session(), now=clock.now())
        session().commit()

    assert (before[0] == "warn", "no partition for 20" in before[1]) == (is_partitioned, is_partitioned)
    assert _found(installation)["usage"] == ("ok", "kept for 24 months")


@pytest.mark.parametrize(
    ("free", "expected"), [(2 * 1024**3, None), (10**9, examinations.Unwell), (10, examinations.Ill)]
)
def test_a_full_disk_is_bad(monkeypatch: pytest.MonkeyPatch, free: int, expected: type[Exception] | None) -> None:
    usage = shutil.disk_usage(".")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    raised = None
    try:
        examinations.disk(Settings())
    except (examinations.Ill, examinations.Unwell) as error:
        raised = type(error)

    assert raised is expected


def test_a_demo_prints_its_messages(tmp_path: Path) -> None:
    folder.prepare(tmp_path)
    demo = Installation(tmp_path)
    demo.run("db", "upgrade")

    found = _found(demo)

    assert found["settings"] == ("ok", "demo")
    assert {found[name][1] for name in ("mail", "sms")} == {"printed by the demo"}
    assert found["payments"] == ("warn", "SELFCARE_PAYMENT_GATEWAY is not set: paying online is switched off")


def test_settings_are_listed_without_secrets(embedded: Installation) -> None:
    lines = embedded.run("doctor", "--settings").output.splitlines()

    assert "SELFCARE_SECRET_KEY=set" in lines
    assert f"SELFCARE_DATA={embedded.data}  [default: var]" in lines
    assert "SELFCARE_MAIL_PORT=  [default: 25]" in lines
    assert not any("SELFCARE_DEMO" in line for line in lines)


def _found(installation: Installation, *, exit_code: int = 0) -> dict[str, tuple[str, str]]:
    lines = installation.run("doctor", exit_code=exit_code).output.splitlines()
    return {line[6:17].strip(): (line[:4].strip(), line[18:]) for line in lines}


def _partners(mail_port: int, sms_port: int) -> dict[str, str]:
    return {
        "SELFCARE_MAIL_SERVER": "127.0.0.1",
        "SELFCARE_MAIL_PORT": str(mail_port),
        "SELFCARE_MAIL_SENDER": "bok@example.org",
        "SELFCARE_SMS_ADAPTER": "smpp",
        "SELFCARE_SMS_HOST": "127.0.0.1",
        "SELFCARE_SMS_PORT": str(sms_port),
    }


@contextmanager
def _listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ("ok", "0 current, 0 planned")), ("nonsense", ("FAIL", "status.toml: "))],
)
def test_the_status_page_is_looked_at(installation: Installation, text: str, expected: tuple[str, str]) -> None:
    (installation.data / "status.toml").write_text(text, encoding="utf-8")

    found = _found(installation, exit_code=1 if expected[0] == "FAIL" else 0)["status page"]

    assert (found[0], found[1][: len(expected[1])]) == expected


def test_a_scanner_that_does_not_answer_is_bad(installation: Installation) -> None:
    assert _found(installation)["scanner"][0] == "warn"

    address = f"127.0.0.1:{_free_port()}"
    found = _found(replace(installation, more={"SELFCARE_CLAMD": address}), exit_code=1)

    assert found["scanner"][0] == "FAIL"


def test_a_carrier_behind_an_address_is_looked_for_there(embedded: Installation) -> None:
    by_http = {"SELFCARE_SMS_ADAPTER": "http"}
    with _listening() as port:
        there = replace(embedded, more=by_http | {"SELFCARE_SMS_URL": f"http://127.0.0.1:{port}/send"})
        assert _found(there)["sms"] == ("ok", f"127.0.0.1:{port} answers")
    gone = replace(embedded, more=by_http | {"SELFCARE_SMS_URL": "http://127.0.0.1/send"})
    assert _found(gone, exit_code=1)["sms"][1].startswith("127.0.0.1:80: ")
