from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale

from selfcare.money import Money
from selfcare.web import formats

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def in_polish_in_2026(app: Flask) -> Iterator[None]:
    moment = datetime(2026, 12, 8, 6, 42, tzinfo=UTC)
    with app.test_request_context(), force_locale("pl"), time_machine.travel(moment, tick=False):
        yield


@pytest.mark.parametrize(
    ("grosze", "text"),
    [(11489, "114,89"), (123450, "1 234,50"), (123456789, "1 234 567,89"), (-1230, "−12,30"), (0, "0,00"), (5, "0,05")],
)
def test_an_amount_has_hard_spaces_and_a_real_minus(grosze: int, text: str) -> None:
    assert formats.amount(Money(grosze)) == text.replace(" ", NBSP)


def test_zloties_have_their_sign_and_others_their_code() -> None:
    assert formats.money(Money(11489)) == f"114,89{NBSP}zł"
    assert formats.money(Money(11489), "EUR") == f"114,89{NBSP}EUR"


def test_english_amounts_are_english() -> None:
    with force_locale("en"):
        assert formats.money(Money(123450)) == f"1,234.50{NBSP}zł"


def test_a_day_says_its_year_only_when_it_is_another() -> None:
    assert formats.day(date(2026, 12, 14)) == f"14{NBSP}grudnia"
    assert formats.day(date(2025, 12, 14)) == f"14{NBSP}grudnia{NBSP}2025"
    assert formats.full_day(date(2026, 12, 14)) == f"14{NBSP}grudnia{NBSP}2026"


def test_a_short_day_fits_a_narrow_column() -> None:
    assert formats.short_day(date(2026, 12, 14)) == f"14{NBSP}gru"
    assert formats.short_day(date(2026, 1, 1)) == f"1{NBSP}sty"


def test_a_month_stands_by_itself() -> None:
    assert formats.month(date(2026, 12, 1)) == "grudzień"
    assert formats.month(date(2025, 12, 1)) == f"grudzień{NBSP}2025"


def test_a_moment_is_warsaws() -> None:
    assert formats.hour(datetime(2026, 12, 14, 8, 48, tzinfo=UTC)) == "9:48"
    assert formats.moment(datetime(2026, 7, 14, 22, 30, tzinfo=UTC)) == f"15{NBSP}lipca, 0:30"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), "1–\u206031 grudnia"),
        (date(2026, 11, 15), date(2026, 12, 14), "15 listopada –~14 grudnia"),
        (date(2026, 12, 14), date(2026, 12, 14), "14 grudnia"),
        (date(2025, 12, 8), date(2026, 1, 7), "8 grudnia 2025 –~7 stycznia"),
    ],
)
def test_a_period_says_each_month_once(first: date, last: date, text: str) -> None:
    shown = formats.period(first, last)

    assert shown.replace(NBSP, " ") == text.replace("~", " ")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+48500100200", "500 100 200"),
        ("+48225000000", "22 500 00 00"),
        ("+48791000111", "791 000 111"),
        ("+4915112345678", "+4915112345678"),
    ],
)
def test_a_phone_number_is_grouped_as_people_say_it(number: str, text: str) -> None:
    assert formats.phone(number) == text.replace(" ", NBSP)


def test_an_account_number_stands_in_fours() -> None:
    assert formats.fours("45999000090000010024560001") == "45 9990 0009 0000 0100 2456 0001".replace(" ", NBSP)


def test_a_number_of_a_document_goes_on_after_a_slash() -> None:
    assert formats.slashes("Faktura <FV/2026/1>") == "Faktura &lt;FV/<wbr>2026/<wbr>1&gt;"
