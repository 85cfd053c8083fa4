"""The demo's options: what Listek sells, and what everybody's lines have of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from selfcare.demo.people import Person

OPTIONS = "code,name,kind,price_gross,recurring,data_mb,ends,starts"
LINE_OPTIONS = "msisdn,code,value,from,to"

SOLD: tuple[tuple[str, ...], ...] = (
    ("NET5", "Paczka 5 GB", "data", "10.00", "0", "5120", "days:30", "now"),
    ("NET20", "Paczka 20 GB", "data", "25.00", "0", "20480", "period", "now"),
    ("NET10M", "Dodatkowe 10 GB co miesiąc", "data", "15.00", "1", "10240", "none", "period"),
    ("ROAMING", "Roaming", "roaming", "0.00", "0", "0", "none", "now"),
    ("ZAGRANICA", "Połączenia z zagranicą", "international", "0.00", "0", "0", "none", "now"),
    ("POCZTA", "Poczta głosowa", "voicemail", "0.00", "0", "0", "none", "now"),
    ("UKRYTY", "Ukryty numer", "clir", "5.00", "1", "0", "none", "now"),
    ("PROG", "Próg numerów specjalnych", "premium", "0.00", "0", "0", "none", "now"),
    ("BLOKADA", "Blokada numerów specjalnych", "block", "0.00", "0", "0", "none", "now"),
)


def held_by(people: Sequence[Person], today: date) -> Iterator[list[str]]:
    """Everybody has voicemail and roaming; Anna's child no special numbers, and her router a package."""
    for person in people:
        for place, sim in enumerate(person.sims):
            since = sim.activated_on.isoformat()
            yield [sim.msisdn, "ROAMING", "215.00", since, ""]
            if sim.plan.kind == "voice":
                yield [sim.msisdn, "POCZTA", "", since, ""]
                yield [sim.msisdn, "BLOKADA" if place else "ZAGRANICA", "", since, ""]
            else:
                bought_on = today - timedelta(days=10)
                yield [sim.msisdn, "NET5", "", bought_on.isoformat(), (bought_on + timedelta(days=29)).isoformat()]
