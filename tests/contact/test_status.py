"""The state of the network: read from a file, shown also while the database is away."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from selfcare.contact.status import StatusUnreadable, in_language, status_in
from selfcare.customers.models import Customer
from selfcare.database import db as database
from tests.browser import Browser

NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
NOTICE = """
[[notice]]
kind = "{kind}"
since = {since}
{until}
title = {{ pl = "Awaria w Łodzi", en = "Outage in Łódź" }}
text = "First **part**.\\n\\nSecond part."
"""


def notice(kind: str = "outage", since: str = "2026-11-25T09:00:00+01:00", until: str = "") -> str:
    return NOTICE.format(kind=kind, since=since, until=f"until = {until}" if until else "")


def test_without_a_file_all_is_well(tmp_path: Path) -> None:
    found = status_in(tmp_path, NOW)

    assert (found.current, found.planned, found.past) == ((), (), ())


def test_notices_move_from_planned_over_now_to_past(tmp_path: Path) -> None:
    parts = [
        notice(since="2026-11-26T01:00:00+01:00"),
        notice(),
        notice(until="2026-11-25T11:30:00+01:00"),
        notice(since="2026-10-01T09:00:00+02:00", until="2026-10-01T11:00:00+02:00"),
    ]
    (tmp_path / "status.toml").write_text("".join(parts), encoding="utf-8")

    found = status_in(tmp_path, NOW)

    assert [len(part) for part in (found.current, found.planned, found.past)] == [1, 1, 1]
    assert in_language(found.current[0].titles, "en") == "Outage in Łódź"
    assert in_language(found.current[0].titles, "uk") == "Awaria w Łodzi"
    assert in_language({}, "en") == ""


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        notice(kind="catastrophe"),
        notice(since="2026-11-25T09:00:00"),
        notice(since='"soon"'),
        "notice = 7",
        "[[notice]]\nkind = 'outage'",
        "\udcff",
    ],
)
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "status.toml").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(StatusUnreadable, match=r"status\.toml"):
        status_in(tmp_path, NOW)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Everything works."),
        (notice(), "There is an outage."),
        (notice("trouble"), "Not everything works"),
        ("not toml", "We cannot say just now"),
    ],
)
def test_the_page_says_it_in_one_sentence(browser: Browser, status_file: Path, content: str, said: str) -> None:
    status_file.write_text(content, encoding="utf-8")
    browser.speak("en")

    browser.open("/status")

    assert said in browser.text


@pytest.mark.usefixtures("noon")
def test_the_page_says_what_and_until_when(browser: Browser, status_file: Path) -> None:
    times = {"since": "2026-11-25T09:00:00+01:00", "until": "2026-11-25T14:00:00+01:00"}
    two_days = {"since": "2026-11-27T23:00:00+01:00", "until": "2026-11-28T03:00:00+01:00"}
    status_file.write_text(notice(**times) + notice("planned", **two_days) + notice("trouble"), encoding="utf-8")
    browser.speak("en")

    browser.open("/status")

    assert "Today, 9:00–14:00" in browser.text
    assert "27 November, 23:00 – 28 November, 3:00" in browser.text
    assert "since Today, 9:00" in browser.text
    assert browser.page.xpath("//main//strong")[0].text == "part"


def test_it_is_shown_while_the_database_is_away(app: Flask, browser: Browser, anna: Customer) -> None:
    """Even to a browser that is signed in: nobody is looked up."""
    browser.sign_in(anna)
    asked: list[str] = []
    engine = database.engine
    from sqlalchemy import event  # noqa: PLC0415

    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))

    response = browser.open("/status").response

    assert asked == []
    assert "X-Purge" not in response.headers


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("address", ["/contact", "/contact/new", "/help"])
def test_other_pages_say_that_something_does_not_work(reader: Browser, status_file: Path, address: str) -> None:
    status_file.write_text(notice(), encoding="utf-8")

    reader.open(address)

    assert "Something is not working just now." in reader.text
    assert "/status" in reader.links()
    status_file.write_text("not toml", encoding="utf-8")
    assert "Something is not working" not in reader.open(address).text
