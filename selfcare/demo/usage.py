"""Calls, messages and megabytes of the demo: what two believable people and their family do with their phones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from selfcare.clock import WARSAW
from selfcare.demo.bills import Bill
from selfcare.demo.people import Person, Sim
from selfcare.demo.periods import Period
from selfcare.demo.statements import bill_to_come
from selfcare.money import Money

USAGE = (
    "record_id,msisdn,started_at,kind,direction,peer,zone,country,seconds,bytes,units,net,vat_rate,gross,invoice_number"
)
MONTHS = 13  # with the running period
_MEGABYTE = 1024**2
_VAT = Decimal("1.23")
_CIRCLE = tuple(f"+4860010000{last}" for last in range(1, 8))  # whom they call; nobody's numbers
_HOURS = (7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 18, 19, 19, 20, 21, 22)


@dataclass(frozen=True)
class Extra:
    """What a line of an invoice consists of; seconds and bytes are of one unit."""

    item: str  # how the line begins
    kind: str
    peer: str
    most: int = 0  # records; none said: one for each unit
    zone: str = "home"
    country: str = ""
    seconds: int = 0
    bytes: int = 0


_EXTRAS = (
    Extra("Numery specjalne", "premium", "7250"),
    Extra("SMS premium 75550", "premium", "75550"),
    Extra("Połączenia międzynarodowe", "voice", "+12025550143", most=3, country="US", seconds=60),
    Extra("Internet w roamingu, Szwajcaria", "data", "internet", 4, "world", "CH", seconds=40, bytes=_MEGABYTE),
    Extra("SMS do krajów spoza UE", "sms", "+12025550144", country="US"),
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One line of the feed. Costs are net for a firm, as its invoices are, and gross for everybody else."""

    name: str  # its id within the line
    kind: str
    peer: str
    at: datetime
    direction: str = "out"
    zone: str = "home"
    country: str = ""
    seconds: int = 0
    bytes: int = 0
    units: int = 1
    cost: Money = field(default_factory=Money)


def invoiced(bill: Bill) -> Iterator[list[str]]:
    """What the bill names in arrears, and all that was included."""
    yield from _rows(bill, bill.number, bill.period.first)


def running(person: Person, today: date) -> Iterator[list[str]]:
    """From the first day of the running period to yesterday, as the next bill will name it."""
    yield from _rows(bill_to_come(person, today), "", today)


def _rows(bill: Bill, invoice_number: str, until: date) -> Iterator[list[str]]:
    for sim in bill.person.sims:
        records = [*_included(sim, bill.period.before), *_extras(sim, bill)]
        for record in sorted(records, key=lambda record: record.at):
            if record.at.date() < until:
                yield [f"{sim.national}-{record.name}", sim.msisdn, *_cells(record, bill.person), invoice_number]


def _cells(record: Record, person: Person) -> list[str]:
    cost = record.cost
    net = cost if person.is_business else Money.rounded(cost.zlote / _VAT)
    gross = Money.rounded(cost.zlote * _VAT) if person.is_business else cost
    what = [record.kind, record.direction, record.peer, record.zone, record.country]
    amount = [str(record.seconds), str(record.bytes), str(record.units)]
    return [record.at.isoformat(), *what, *amount, str(net), "23", str(gross)]


def _included(sim: Sim, period: Period) -> Iterator[Record]:
    dice = Random(f"usage/{sim.msisdn}/{period.first}")  # noqa: S311  # the same every time, nothing secret
    abroad = dice.randint(3, 20) if sim.is_main and period.first.month in {7, 8, 11} else -9  # three days in Germany
    for number in range(period.days):
        day = period.first + timedelta(days=number)
        if day > sim.activated_on:
            where = ("eu", "DE") if abroad <= number < abroad + 3 else ("home", "")
            for place, record in enumerate(_day(sim, day, where, dice)):
                yield replace(record, name=f"{day:%y%m%d}-{place:02d}")


def _day(sim: Sim, day: date, where: tuple[str, str], dice: Random) -> Iterator[Record]:
    zone, country = where
    is_abroad = zone != "home"
    mean = sim.plan.data_mb * (0.11 if is_abroad else 0.45) / 30  # megabytes a day
    for _session in range(dice.randint(2, 4)):
        volume = int(dice.expovariate(3 / mean) * _MEGABYTE) + 20_000
        at = _moment(day, dice)
        length = min(dice.randint(60, 7200), 86399)
        yield Record(
            name="", kind="data", peer="internet", at=at, zone=zone, country=country, seconds=length, bytes=volume
        )
    if sim.plan.kind == "data":
        return
    for kind, most in (("voice", 5), ("sms", 3), ("mms", 1)):
        for _time in range(max(0, dice.randint(-1, most) - (kind == "mms") * dice.randint(0, 5))):
            seconds = int(dice.expovariate(1 / 140)) + 4 if kind == "voice" else 0
            yield Record(
                name="",
                kind=kind,
                direction=dice.choice(("out", "in")),
                peer=dice.choice(_CIRCLE),
                at=_moment(day, dice),
                zone=zone,
                country=country,
                seconds=seconds,
                units=-(-seconds // 60) or 1,
            )


def _extras(sim: Sim, bill: Bill) -> Iterator[Record]:
    """The records that add up to the lines of an invoice."""
    period = bill.period.before
    for item in bill.items:
        extra = next((extra for extra in _EXTRAS if item.name.startswith(extra.item)), None)
        if extra and item.number == sim.national:
            dice = Random(f"usage/{sim.msisdn}/{period.first}/{extra.item}")  # noqa: S311  # as above
            for place, units in enumerate(_parts(item.quantity, extra.most, dice)):
                day = period.first + timedelta(days=dice.randrange(period.days))
                yield Record(
                    name=f"{period.first:%y%m}-{extra.peer.strip('+')}-{place}",
                    kind=extra.kind,
                    peer=extra.peer,
                    at=_moment(day, dice),
                    zone=extra.zone,
                    country=extra.country,
                    seconds=units * extra.seconds - (dice.randint(0, 55) if extra.kind == "voice" else 0),
                    bytes=units * extra.bytes,
                    units=units,
                    cost=item.price * units,
                )


def _parts(whole: int, most: int, dice: Random) -> Iterator[int]:
    """A number cut into a few; into ones where `most` says nothing."""
    for left in range(min(most or whole, whole), 1, -1):
        part = dice.randint(1, whole - left + 1)
        whole -= part
        yield part
    yield whole


def _moment(day: date, dice: Random) -> datetime:
    clock = time(dice.choice(_HOURS), dice.randrange(60), dice.randrange(60))
    return datetime.combine(day, clock, WARSAW)
