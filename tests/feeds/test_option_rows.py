"""Options: what is sold, what a line has, and whose it is."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from selfcare.billing.notice_models import UsageWish
from selfcare.catalogue.models import Option
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from tests.feeds.feed import Feed, counts, rejected

BARTEK = "1002457"
FIRST = "+48500100200"


@pytest.fixture(autouse=True)
def _lines(feed: Feed) -> None:
    feed.load_rows("customers", {}, {"customer_no": BARTEK, "email": "bartek@example.org"})
    feed.load_rows("tariffs", {})
    feed.load_rows("lines", {})
    feed.load_rows(
        "options",
        {},
        {"code": "PREMIUM", "name": "Numery specjalne", "kind": "premium", "price_gross": "0", "ends": "none"},
    )


def test_an_option_is_loaded_with_everything_the_file_says(feed: Feed) -> None:
    report = feed.load_rows("options", {}, {"code": "R", "kind": "roaming", "ends": "none", "starts": "period"})

    option = feed.one(select(Option).where(Option.code == "DATA10"))
    assert counts(report) == (1, 0, 1, 0)
    assert (option.name, option.kind, option.price_gross, option.recurring) == (
        "Paczka 10 GB",
        "data",
        Money(1500),
        False,
    )
    assert (option.data_mb, option.ends, option.starts) == (10240, "days:30", "now")


def test_bad_options_are_rejected_alone(feed: Feed) -> None:
    bad: list[tuple[dict[str, str], str]] = [
        ({"kind": "pizza"}, "kind is not one of roaming, data, international, premium, voicemail, clir, block"),
        ({"ends": "days:0"}, "ends is not one of none, period, days:N"),
        ({"ends": "days:1000"}, "ends is not one of none, period, days:N"),
        ({"starts": "later"}, "starts is not one of now, period"),
        ({"recurring": "yes"}, "recurring is neither 0 nor 1"),
    ]

    report = feed.load_rows("options", *({"code": "X", **cell} for cell, _reason in bad), {"code": "Y"})

    assert counts(report) == (1, 0, 0, 5)
    assert rejected(report) == [(str(line), reason) for line, (_cell, reason) in enumerate(bad, 2)]


def test_what_a_line_has_is_loaded_and_the_same_file_changes_nothing(feed: Feed) -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"code": "PREMIUM", "value": "100.00", "from": "2026-10-01", "to": ""})

    first, again = feed.load_rows("line_options", *rows), feed.load_rows("line_options", *rows)

    kept = feed.all(select(LineOption).order_by(LineOption.begins_on))
    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert [(option.value, option.begins_on, option.ends_on) for option in kept] == [
        (Money(10000), date(2026, 10, 1), None),
        (None, date(2026, 11, 10), date(2026, 12, 9)),
    ]


def test_a_changed_row_ends_what_it_is_about(feed: Feed) -> None:
    feed.load_rows("line_options", {"to": ""})

    report = feed.load_rows("line_options", {"to": "2026-11-20"})

    assert counts(report) == (0, 1, 0, 0)
    assert feed.one(select(LineOption.ends_on)) == date(2026, 11, 20)


def test_a_threshold_in_force_is_what_notices_go_by(feed: Feed) -> None:
    feed.load_rows("line_options", {"code": "PREMIUM", "value": "100.00", "from": "2026-10-01", "to": ""})
    first = feed.one(select(UsageWish.premium_limit))

    feed.load_rows("line_options", {"code": "PREMIUM", "value": "0", "from": "2026-10-01", "to": ""})

    assert (first, feed.one(select(UsageWish.premium_limit))) == (Money(10000), Money(0))


def test_a_threshold_that_is_over_changes_no_notices(feed: Feed) -> None:
    feed.load_rows("line_options", {"code": "PREMIUM", "value": "100.00", "from": "2020-10-01", "to": "2020-10-31"})

    assert feed.all(select(UsageWish)) == []


def test_bad_rows_are_rejected_alone(feed: Feed) -> None:
    bad: list[tuple[dict[str, str], str]] = [
        ({"msisdn": "+48500100999"}, "msisdn +48500100999 has no holder on that day"),
        ({"code": "NONE"}, "code NONE is unknown"),
        ({"to": "2026-11-09"}, "to is before from"),
        ({"code": "PREMIUM"}, "value is missing"),
        ({"value": "much"}, "value is not an amount like 39.99"),
    ]
    twice = {"from": "2026-11-11"}

    report = feed.load_rows("line_options", *(row for row, _reason in bad), twice, twice)

    assert counts(report) == (1, 0, 0, 6)
    assert rejected(report) == [
        *((str(line), reason) for line, (_row, reason) in enumerate(bad, 2)),
        ("8", "msisdn +48500100200 stands already on line 7"),
    ]


def test_a_new_holder_has_nothing_of_the_former_one(feed: Feed) -> None:
    feed.load_rows("lines", {"customer_no": BARTEK})
    former, new = feed.all(select(Line.id).order_by(Line.id))
    today = datetime.now(UTC).date().isoformat()

    feed.load_rows("line_options", {"from": "2025-01-01", "to": ""}, {"from": today, "to": ""})

    assert feed.all(select(LineOption.line_id).order_by(LineOption.begins_on)) == [former, new]


def test_a_new_sim_card_is_not_the_stolen_one(feed: Feed) -> None:
    line = feed.one(select(Line))
    line.sim_blocked_at = datetime(2026, 11, 20, tzinfo=UTC)
    feed.add(line)

    feed.load_rows("lines", {"status": "suspended"})
    still = feed.one(select(Line.sim_blocked_at))
    feed.load_rows("lines", {"sim_changed_at": "2026-11-24T10:00:00+01:00"})

    assert still is not None
    assert feed.one(select(Line.sim_blocked_at)) is None
