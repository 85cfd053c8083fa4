"""Files of usage: broken ones, bad rows among good ones, nights without an hour, and imports that are killed."""

import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from selfcare import database
from selfcare.billing.models import UsagePeriod, UsageRecord, UsageTotal
from selfcare.clock import WARSAW
from selfcare.feeds import usage_files
from selfcare.money import Money
from tests.feeds.feed import COLUMNS, Feed, counts, rejected
from tests.feeds.test_one_at_a_time import running, write_as_a_request_does

HEADER = ",".join(COLUMNS["usage"]).encode()
GOOD = b"R1,+48500100200,2026-11-20T12:00:00+01:00,voice,out,+48600100001,home,,180,0,3,0.71,23,0.87,"


@pytest.fixture(autouse=True)
def _line(feed: Feed) -> None:
    feed.load_rows("customers", {})
    feed.load_rows("lines", {"main": "1"})


@pytest.fixture(params=["Europe/Warsaw", "America/New_York", "Pacific/Auckland"])
def server_elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wherever the server stands."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


def records(feed: Feed) -> list[UsageRecord]:
    return feed.all(select(UsageRecord).order_by(UsageRecord.started_at, UsageRecord.record_id))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"seconds": "-1"}, "seconds is less than 0"),
        ({"bytes": "1e9"}, "bytes is not a whole number"),
        ({"units": "1234567890123456"}, "units is not a whole number"),
        ({"started_at": "2026-02-31T12:00:00+01:00"}, "started_at is no time of the calendar"),
        (
            {"started_at": "2026-11-20T12:00:00"},
            "started_at is not a time with its offset like 2026-11-25T12:00:00+01:00",
        ),
        ({"msisdn": "500100200"}, "msisdn is not a number in E.164 like +48500100200"),
        ({"msisdn": "+48500100999"}, "msisdn +48500100999 is unknown"),
        ({"kind": "fax"}, "kind is not one of voice, sms, mms, data, premium"),
        ({"direction": "up"}, "direction is not one of out, in"),
        ({"zone": ""}, "zone is not one of home, eu, world"),
        ({"record_id": ""}, "record_id is missing"),
        ({"gross": "1,23"}, "gross is not an amount like 39.99"),
        ({"net": "-0.10"}, "net is not an amount like 39.99"),
        ({"vat_rate": "23 %"}, "vat_rate is not a rate like 23 or zw"),
        ({"peer": "x" * 65}, "peer is longer than 64 characters"),
        ({"peer": "\u202e48"}, "peer has characters that are no text"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bad_row_is_rejected_alone(feed: Feed, cells: dict[str, str], reason: str) -> None:
    report = feed.load_rows("usage", {"record_id": "R2"}, cells, {"record_id": "R3"})

    assert counts(report) == (2, 0, 0, 1)
    assert rejected(report) == [("3", reason)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (GOOD.replace(b"voice", b"vo\0ice"), "Line 3 holds a NUL byte."),
        (GOOD + b"x" * 10_000_000, "Line 3 is longer than 64 kB."),
        (GOOD.replace(b"+48600100001", "łódź".encode("cp1250")), "Line 3 is not UTF-8 (byte 53 of it)."),
    ],
    ids=["NUL", "10 MB", "cp1250"],
)
def test_a_file_that_breaks_half_way_is_refused_whole_with_its_line(feed: Feed, content: bytes, reason: str) -> None:
    path = feed.put("usage.csv", b"\n".join([HEADER, GOOD.replace(b"R1", b"R2"), content, GOOD]))

    report = feed.load_one(path)

    assert report.reason == reason
    assert records(feed) == []


def test_a_byte_order_mark_is_refused_and_windows_line_ends_are_not(feed: Feed) -> None:
    marked = feed.load_one(feed.put("a/usage.csv", b"\xef\xbb\xbf" + HEADER + b"\n" + GOOD))
    windows = feed.load_one(feed.put("b/usage.csv", b"\r\n".join([HEADER, GOOD, b"", GOOD.replace(b"R1", b"R2")])))

    assert marked.reason.startswith("The file begins with a byte order mark")
    assert counts(windows) == (2, 0, 0, 0)


def test_rows_that_are_written_unusually_mean_the_same(feed: Feed) -> None:
    usual, quoted, short, fine = (GOOD.replace(b"R1", name) for name in (b"R1", b"R2", b"R3", b"R4"))
    quoted = quoted.replace(b"+48600100001", b'"+48600100001"').replace(b"home,", b'home,"Kraj, daleki"')
    short = short.replace(b"12:00:00+01:00", b"11:00Z").replace(b",0,3,", b",,3,").replace(b"0.87", b"0.8")
    fine = fine.replace(b"12:00:00+01:00", b"16:30:00.5+05:30")

    report = feed.load_one(feed.put("cdr-7.csv", b"\n".join([HEADER, usual, quoted, b'"', short, fine, b"too,few"])))

    assert report.kind == "usage"  # by its header
    assert rejected(report) == [("4", "the quotes in this line do not match"), ("7", "2 values instead of 15")]
    assert [(row.record_id, row.country, row.gross) for row in records(feed)] == [
        ("R1", "", Money(87)),
        ("R2", "Kraj, daleki", Money(87)),
        ("R3", "", Money(80)),
        ("R4", "", Money(87)),
    ]
    assert [row.started_at.microsecond for row in records(feed)] == [0, 0, 0, 500_000]


def test_columns_may_come_in_any_order(feed: Feed) -> None:
    swapped = b",".join(reversed(HEADER.split(b","))) + b"\n" + b",".join(reversed(GOOD.split(b","))) + b"\n"

    assert counts(feed.load_one(feed.put("usage.csv", swapped))) == (1, 0, 0, 0)
    assert records(feed)[0].peer == "+48600100001"


@pytest.mark.parametrize(
    ("clocks", "lengths_of_days"),
    [
        (  # at 2:00 on 29 March 2026 it is 3:00 at once
            [
                "2026-03-28T23:59:59+01:00",
                "2026-03-29T01:59:59+01:00",
                "2026-03-29T03:00:00+02:00",
                "2026-03-30T00:00:00+02:00",
            ],
            {date(2026, 3, 28): 1, date(2026, 3, 29): 2, date(2026, 3, 30): 1},
        ),
        (  # at 3:00 on 25 October 2026 it is 2:00 once more
            [
                "2026-10-25T00:00:00+02:00",
                "2026-10-25T02:30:00+02:00",
                "2026-10-25T02:30:00+01:00",
                "2026-10-25T23:59:59+01:00",
            ],
            {date(2026, 10, 25): 4},
        ),
    ],
    ids=["March", "October"],
)
def test_nights_of_the_clock_change_keep_order_and_days(
    feed: Feed, server_elsewhere: None, clocks: list[str], lengths_of_days: dict[date, int]
) -> None:
    rows = [{"record_id": f"R{place}", "started_at": clock} for place, clock in enumerate(clocks)]

    feed.load_rows("usage", *reversed(rows))

    assert [row.record_id for row in records(feed)] == ["R0", "R1", "R2", "R3"]
    days = {row.day: row.records for row in feed.all(select(UsageTotal))}
    assert days == lengths_of_days
    period = feed.one(select(UsagePeriod))
    assert (period.first_on, period.last_on) == (min(lengths_of_days), max(lengths_of_days))


def test_sums_agree_with_an_independent_calculation_after_many_files(feed: Feed) -> None:
    dice = random.Random(7)  # noqa: S311  # the same every time, nothing secret
    began = datetime(2026, 10, 20, tzinfo=WARSAW)
    truth: dict[str, dict[str, str]] = {}
    for _file in range(8):
        for _row in range(120):
            name = f"R{dice.randint(1, 400)}"
            cost = dice.choice([0, 0, dice.randint(1, 99999)])
            fresh = {
                "record_id": name,
                "started_at": (began + timedelta(minutes=dice.randint(0, 50_000))).isoformat(),
                "kind": dice.choice(["voice", "sms", "data", "premium"]),
                "zone": dice.choice(["home", "eu"]),
                "seconds": str(dice.randint(0, 5000)),
                "bytes": str(dice.randint(0, 10**12)),
            }
            known = truth.get(name, fresh)
            number_now = known.get("invoice_number") or dice.choice(["", "FV/1"])
            truth[name] = known | {
                "gross": str(Money(cost)),
                "net": str(Money(cost // 2)),
                "invoice_number": number_now,
            }
        feed.load_rows("usage", *truth.values())

    expected: dict[tuple[str, date, str, str, bool], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for row in truth.values():
        day = datetime.fromisoformat(row["started_at"]).astimezone(WARSAW).date()
        gross = round(float(row["gross"]) * 100)
        sums = expected[row["invoice_number"], day, row["kind"], row["zone"], gross > 0]
        for place, more in enumerate(
            (1, int(row["seconds"]), int(row["bytes"]), round(float(row["net"]) * 100), gross)
        ):
            sums[place] += more
    query = select(UsageTotal, UsagePeriod.invoice_number).join(UsagePeriod)
    kept = {
        (number, row.day, row.kind, row.zone, row.paid): [
            row.records,
            row.seconds,
            row.bytes,
            row.net.grosze,
            row.gross.grosze,
        ]
        for row, number in database.session().execute(query)
    }
    assert kept == expected
    assert len(records(feed)) == len(truth)


def test_memory_of_lines_and_periods_is_bounded(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfcare.feeds.usage_holders._MOST_KEPT", 2)
    monkeypatch.setattr("selfcare.feeds.usage_rows._MOST_HOURS", 1)
    monkeypatch.setattr(usage_files, "_BATCH", 1)
    numbers = [f"+4851000000{number}" for number in range(4)]
    feed.load_rows("lines", *({"msisdn": number} for number in numbers))
    rows = [
        {
            "record_id": f"{number}-{invoice}-{hour}",
            "msisdn": number,
            "invoice_number": invoice,
            "started_at": f"2026-11-20T{hour}:00:00+01:00",
            "peer": peer,
        }
        for number in numbers
        for invoice, hour, peer in (("", "11", "a b"), ("FV/1", "12", "c"))
    ]

    report = feed.load_rows("usage", *rows, *({**row, "record_id": row["record_id"] + "x"} for row in rows))

    assert counts(report) == (16, 0, 0, 0)
    assert len(feed.all(select(UsagePeriod))) == 8


def test_nothing_of_a_killed_import_is_there_and_the_next_one_completes_it(feed: Feed) -> None:
    path = feed.folder / "usage.csv"
    with running(feed, path, "usage", "record_id") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    assert (records(feed), feed.all(select(UsagePeriod)), feed.all(select(UsageTotal))) == ([], [], [])
    report = feed.load_one(path)

    assert counts(report) == (20_000, 0, 0, 0)
    assert feed.one(select(func.sum(UsageTotal.gross))) == Money(87 * 20_000)


def test_people_go_on_while_rows_are_read(feed: Feed) -> None:
    with running(feed, feed.folder / "usage.csv", "usage", "record_id"):
        assert write_as_a_request_does() < 2
