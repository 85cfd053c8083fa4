"""When somebody answers the phone: a table of moments, over holidays and the nights when clocks change."""

from datetime import date, datetime

import pytest

from selfcare.clock import WARSAW
from selfcare.contact.hours import Hours
from selfcare.holidays import is_holiday, is_working_day

OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-18:00") | {"sat": "09:00-13:00", "holiday": ""}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-25T07:59", False, "2026-11-25T08:00"),  # a Wednesday
        ("2026-11-25T08:00", True, "2026-11-26T08:00"),
        ("2026-11-25T17:59", True, "2026-11-26T08:00"),
        ("2026-11-25T18:00", False, "2026-11-26T08:00"),
        ("2026-11-28T12:59", True, "2026-11-30T08:00"),  # Saturday
        ("2026-11-29T12:00", False, "2026-11-30T08:00"),  # Sunday
        ("2026-11-11T12:00", False, "2026-11-12T08:00"),  # Independence Day
        ("2026-12-24T12:00", False, "2026-12-28T08:00"),  # Christmas Eve: Thursday, then two more days and a Sunday
        ("2026-04-06T12:00", False, "2026-04-07T08:00"),  # Easter Monday
        ("2026-03-29T03:30", False, "2026-03-30T08:00"),  # the night when an hour is missing
        ("2026-10-25T02:30", False, "2026-10-26T08:00"),  # and when there is one too many
    ],
)
def test_whether_it_is_open_and_when_it_opens_next(moment: str, is_open: bool, opens: str) -> None:  # noqa: FBT001
    hours = Hours(OFFICE)

    assert hours.is_open(at(moment)) is is_open
    assert hours.opens_at(at(moment)) == at(opens)


def test_day_and_night() -> None:
    always = Hours(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"))

    assert always.closes_at(at("2026-11-11T23:59")) == at("2026-11-12T00:00")


def test_hours_that_nobody_told_are_never() -> None:
    assert not Hours({}).is_open(at("2026-11-25T12:00"))
    assert Hours({}).opens_at(at("2026-11-25T12:00")) is None
    assert Hours({}).slots(at("2026-11-25T12:00")) == []


def test_calls_are_made_in_whole_hours_of_service() -> None:
    slots = Hours(OFFICE).slots(at("2026-11-27T16:50"))

    assert slots == [at(f"2026-11-28T{hour:02d}:00") for hour in (9, 10, 11, 12)]  # Friday is too late, Sunday closed


def test_the_hour_that_begins_soon_is_too_soon() -> None:
    slots = Hours(OFFICE).slots(at("2026-11-27T14:44"), days=1)

    assert slots == [at("2026-11-27T15:00"), at("2026-11-27T16:00"), at("2026-11-27T17:00")]


def test_days_with_the_same_hours_are_one_row() -> None:
    assert Hours(OFFICE).rows() == [
        ("mon", "fri", "08:00-18:00"),
        ("sat", "sat", "09:00-13:00"),
        ("sun", "sun", ""),
        ("holiday", "holiday", ""),
    ]
    assert Hours({"mon": "08:00-18:00"}).rows()[-1] == ("tue", "sun", "")


@pytest.mark.parametrize(
    "day",
    [
        *("2026-01-01", "2026-01-06", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-03", "2026-05-24"),
        *("2026-06-04", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-24", "2026-12-25", "2026-12-26"),
        *("2024-03-31", "2025-04-21", "2027-05-27", "2038-04-25"),
    ],
)
def test_holidays(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))


def test_working_days() -> None:
    assert not is_holiday(date(2024, 12, 24))  # was none then
    assert is_working_day(date(2026, 11, 10))
    assert not any(is_working_day(date(2026, 11, day)) for day in (11, 14, 15))
