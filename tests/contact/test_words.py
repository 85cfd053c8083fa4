import pytest
from flask import Flask
from flask_babel import force_locale

from selfcare.contact import words


@pytest.mark.parametrize(
    ("language", "count", "shown"),
    [
        ("pl", 10, "1\u00a0kB"),
        ("pl", 320_400, "320\u00a0kB"),
        ("pl", 1_440_000, "1,4\u00a0MB"),
        ("en", 9_990_000, "10.0\u00a0MB"),
    ],
)
def test_sizes_of_files(app: Flask, language: str, count: int, shown: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert words.size(count) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("07:00-22:00", "7:00–\u206022:00"), ("00:00-24:00", "0:00–\u206024:00"), ("", "closed")]
)
def test_hours_of_a_day(app: Flask, text: str, shown: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert words.span(text) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("mon", "fri", "poniedziałek – piątek"),
        ("sun", "sun", "niedziela"),
        ("holiday", "holiday", "święta"),
    ],
)
def test_days(app: Flask, first: str, last: str, shown: str) -> None:
    with app.test_request_context(), force_locale("pl"):
        assert words.day_names(first, last).replace("\u00a0", " ") == shown
