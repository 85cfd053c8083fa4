"""What is left, what the period will end with, and the bars of a chart."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from selfcare.billing import chart
from selfcare.billing.cycles import Cycle
from selfcare.billing.forecast import forecast
from selfcare.billing.meters import MINUTES, Meter, meters_of
from selfcare.billing.usage import usage_from
from selfcare.billing.words import duration, volume
from selfcare.catalogue.models import Tariff
from selfcare.money import Money
from tests import builders  # noqa: F401  # so that every table is known

GIGABYTE = 1024**3
NOVEMBER = Cycle(date(2026, 11, 1), date(2026, 11, 30))


def meter(used: int, allowance: int) -> Meter:
    return Meter(kind="data", used=used, allowance=allowance, renews_on=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("used", "width", "level"),
    [
        (0, 0, ""),
        (1, 1, ""),
        (799, 79, ""),
        (800, 80, "warn"),
        (999, 99, "warn"),
        (1000, 100, "bad"),
        (3000, 100, "bad"),
    ],
)
def test_a_meter_warns_at_80_and_stops_at_100(used: int, width: int, level: str) -> None:
    found = meter(used, 1000)

    assert (found.width, found.level) == (width, level)
    assert found.left == max(1000 - used, 0)


def test_a_tariff_with_counted_minutes_has_a_meter_for_them() -> None:
    tariff = Tariff(data_mb=0, eu_data_mb=0, minutes=100)
    usage = usage_from([])

    (found,) = meters_of(tariff, usage, {}, NOVEMBER, date(2026, 11, 10))

    assert (found.kind, found.allowance) == (MINUTES, 6000)
    assert meters_of(None, usage, {}, NOVEMBER, date(2026, 11, 10)) == ()


def test_even_days_give_a_sure_guess() -> None:
    found = forecast(10 * GIGABYTE, [GIGABYTE] * 10, 20)

    assert found
    assert (found.low, found.high) == (30 * GIGABYTE, 30 * GIGABYTE)


@pytest.mark.parametrize(("days", "left"), [([], 10), ([5, 5], 10), ([5, 5, 5], 0), ([0, 0, 0, 0], 10)])
def test_too_little_gives_no_guess(days: list[int], left: int) -> None:
    assert forecast(sum(days), days, left) is None


@given(days=st.lists(st.integers(0, 10 * GIGABYTE), min_size=3, max_size=31), left=st.integers(1, 30))
def test_a_guess_is_a_range_that_holds_the_average(days: list[int], left: int) -> None:
    found = forecast(sum(days), days, left)
    if found is None:
        assert not any(days[-28:])
        return

    lately = days[-28:]
    average = sum(days) + sum(lately) / len(lately) * left
    assert sum(days) <= found.low <= average + 1
    assert average - 1 <= found.high


def test_bars_stand_on_the_axis_and_the_peak_carries_its_figure(app: Flask) -> None:
    today = date(2026, 11, 8)
    values = {date(2026, 11, day): day * GIGABYTE for day in range(1, 7)}
    with app.test_request_context():
        found = chart.chart_of(values, NOVEMBER.first, NOVEMBER.last, today, chart.data(6 * GIGABYTE))

    assert found
    assert (found.top, found.half) == ("6 GB", "3")
    assert [bar.day for bar in found.bars if bar.is_peak] == [date(2026, 11, 6)]
    assert found.peak.y == chart.TOP
    assert all(round(bar.y + bar.height, 1) == chart.BOTTOM for bar in found.bars)
    assert sum(bar.is_to_come for bar in found.bars) == 22
    assert [bar.label for bar in found.bars if bar.label] == ["1", "8", "15", "22", "29"]


def test_nothing_is_no_chart_and_a_long_time_is_drawn_from_its_end(app: Flask) -> None:
    with app.test_request_context():
        assert chart.chart_of({}, NOVEMBER.first, NOVEMBER.last, NOVEMBER.last, chart.calls()) is None
        year = {NOVEMBER.last: 60}
        found = chart.chart_of(year, NOVEMBER.last - timedelta(days=400), NOVEMBER.last, NOVEMBER.last, chart.calls())

    assert found
    assert len(found.bars) == 62


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 MB"),
        (1, "1 MB"),
        (1024**2 * 412, "412 MB"),
        (GIGABYTE, "1 GB"),
        (GIGABYTE - 1, "1 GB"),
        (int(12.44 * GIGABYTE), "12.4 GB"),
    ],
)
def test_volumes_are_said_as_tariffs_count_them(app: Flask, size: int, said: str) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert volume(size).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (204, "3 min 24 s"),
        (8040, "2 h 14 min"),
        (3600, "1 h"),
        (233_053_140, "64 736 h 59 min"),
    ],
)
def test_lengths_are_said_in_two_units(seconds: int, said: str) -> None:
    assert duration(seconds).replace("\u00a0", " ") == said


def test_usage_adds_up_to_the_grosz() -> None:
    assert usage_from([]).paid.cost == Money()
    assert usage_from([]).is_nothing
