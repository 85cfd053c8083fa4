"""A bar for each day, ready to be drawn: every figure in it also stands in a table beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from selfcare.billing import words
from selfcare.billing.words import GIGABYTE, MEGABYTE
from selfcare.money import Money
from selfcare.web.formats import money

TOP, BOTTOM = 20, 124  # pixels between which the bars stand
_STUB = 4  # pixels of a day to come
_BAR = 0.72  # of a day's width
_STEPS = (1, 2, 4, 6, 8)
_MOST_DAYS = 62
_LABEL_EVERY = 7


@dataclass(frozen=True)
class Measure:
    """What is measured, in which unit of the axis, and how a day's figure is said."""

    title: str
    unit: str
    size: int  # of one unit, in what the totals count
    said: Callable[[int], str]


@dataclass(frozen=True)
class Bar:
    """One day. `x`, `middle` and `width` are percents, as SVG wants them."""

    day: date
    value: int
    said: str
    x: str
    middle: str
    width: str
    y: float
    height: float
    is_to_come: bool
    is_peak: bool
    label: str  # under the axis; mostly none


@dataclass(frozen=True)
class Chart:
    """All of it, with what the sentence above it says."""

    measure: Measure
    bars: tuple[Bar, ...]
    top: str  # at the upper line, with the unit
    half: str
    peak: Bar
    average: str  # a day; empty when it is less than one of anything

    @property
    def days_with_any(self) -> tuple[Bar, ...]:
        return tuple(bar for bar in self.bars if bar.value)


def data(most: int) -> Measure:
    """Internet, in gigabytes; in megabytes when no day has a whole one."""
    title = _("Internet day by day")
    if most < GIGABYTE:
        return Measure(title, "MB", MEGABYTE, words.volume)
    return Measure(title, "GB", GIGABYTE, words.volume)


def calls() -> Measure:
    return Measure(_("Calls day by day"), "min", 60, words.duration)


def messages() -> Measure:
    return Measure(_("Messages day by day"), "", 1, words.messages)


def cost() -> Measure:
    return Measure(_("Cost day by day"), "zł", 100, lambda grosze: money(Money(grosze)))


def chart_of(values: Mapping[date, int], first: date, last: date, today: date, measure: Measure) -> Chart | None:
    """None when there is nothing to draw. A very long time is drawn from its end."""
    first = max(first, last - timedelta(days=_MOST_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    most = max((values.get(day, 0) for day in days), default=0)
    if most <= 0:
        return None
    top = _nice(max(most, 2 * measure.size if not measure.unit else 0), measure.size)  # no half a message
    peak = max(days, key=lambda day: values.get(day, 0))
    step = 100 / len(days)
    bars = tuple(
        _bar(day, values.get(day, 0), place, step, top, today=today, peak=peak, measure=measure)
        for place, day in enumerate(days)
    )
    gone = sum(day <= today for day in days) or 1
    return Chart(
        measure=measure,
        bars=bars,
        top=f"{_figure(top / measure.size)} {measure.unit}".strip(),
        half=_figure(top / measure.size / 2),
        peak=next(bar for bar in bars if bar.is_peak),
        average=measure.said(average) if (average := sum(values.get(day, 0) for day in days) // gone) else "",
    )


def _bar(day: date, value: int, place: int, step: float, top: int, *, today: date, peak: date, measure: Measure) -> Bar:
    is_to_come, x = day > today and not value, place * step
    height = _STUB if is_to_come else round(value / top * (BOTTOM - TOP), 1)
    return Bar(
        day=day,
        value=value,
        said=measure.said(value),
        x=f"{x + step * (1 - _BAR) / 2:.2f}%",
        middle=f"{x + step / 2:.2f}%",
        width=f"{step * _BAR:.2f}%",
        y=round(BOTTOM - height, 1),
        height=height,
        is_to_come=is_to_come,
        is_peak=day == peak,
        label=str(day.day) if place % _LABEL_EVERY == 0 else "",
    )


def _nice(most: int, size: int) -> int:
    """The least round figure of the axis that is not below the highest bar."""
    scale = size
    while True:
        for step in _STEPS:
            if step * scale >= most:
                return step * scale
        scale *= 10


def _figure(value: float) -> str:
    return f"{value:g}".replace(".", ",")
