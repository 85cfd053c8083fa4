"""Any number of other customers, for load tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from selfcare.demo.people import L10, L30, L60, MONTHS, NET, Person, Plan, Sim
from selfcare.demo.periods import periods_until

_FIRST_NAMES = ("Agata", "Barbara", "Celina", "Ewa", "Łucja", "Michał", "Olga", "Paweł", "Róża", "Wojciech", "Żaneta")
_LAST_NAMES = ("Bąk", "Cieślik", "Dąb", "Gołąb", "Jeżyk", "Kłos", "Mróz", "Ość", "Pszczółka", "Śnieg", "Wąs", "Żuraw")
_STREETS = ("Akacjowa", "Brzozowa", "Cisowa", "Dębowa", "Jesionowa", "Kasztanowa", "Leszczynowa", "Świerkowa")
_CITIES = (("00-950", "Warszawa"), ("30-001", "Kraków"), ("50-001", "Wrocław"), ("90-001", "Łódź"))


def crowd(today: date, count: int) -> Iterator[Person]:
    """So many others, for load tests: one to three lines, three to 24 invoices each."""
    for place in range(2, 2 + count):
        yield _somebody(place, today)


def _somebody(place: int, today: date) -> Person:
    dice = Random(f"person/{place}")  # noqa: S311  # the same people every time, nothing secret
    cycle_day = dice.choice((1, 8, 16, 24))
    periods = periods_until(today, cycle_day=cycle_day, count=dice.randint(3, MONTHS))
    postcode, city = dice.choice(_CITIES)
    name = f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}"
    is_firm = place % 10 == 0
    plans = [L30, *dice.sample([L10, L60, NET], dice.randint(0, 2))]
    began = periods[0].first - timedelta(days=dice.randint(1, 27))
    return Person(
        place=place,
        customer_no=str(2000000 + place),
        name=f"Usługi {name}" if is_firm else name,
        nip=str(place % 7 + 2) * 10 if is_firm else "",  # ten equal digits: right checksum, nobody's number
        street=f"ul. {dice.choice(_STREETS)} {dice.randint(1, 120)}",
        postcode=postcode,
        city=city,
        email=f"klient{place}@example.org",
        cycle_day=cycle_day,
        paper_invoice=dice.random() < 0.1,
        periods=periods,
        sims=tuple(_sim(place * 3 + number, plan, began) for number, plan in enumerate(plans)),
    )


def _sim(number: int, plan: Plan, began: date) -> Sim:
    return Sim(
        f"+4851{number:07d}",
        plan,
        began,
        iccid=f"8948{number:015d}",
        puk=f"{10_000_000 + number}",
        is_main=number % 3 == 0,
        contact_phone=f"+4851{number - number % 3:07d}" if plan.kind == "data" else "",
    )
