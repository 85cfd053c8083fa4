"""What was asked for: the line, the kind, the least internet, and up to three tariffs beside today's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from selfcare.catalogue.models import Tariff
from selfcare.lines.models import Line

MOST_COMPARED = 3
KINDS = ("voice", "data")
VOLUMES = (10, 30, 60, 100)  # GB to filter by


@dataclass(frozen=True)
class Filters:
    """What the list is cut down to."""

    kind: str
    line_id: int | None = None
    least_gb: int = 0

    @property
    def arguments(self) -> dict[str, str | int]:
        """The same as part of an address."""
        whose: dict[str, str | int] = {"line": self.line_id} if self.line_id else {"kind": self.kind}
        return whose | ({"data": self.least_gb} if self.least_gb else {})

    def of_kind(self, kind: str) -> Filters:
        """The same list for the other kind: no line of this kind goes with it."""
        return replace(self, kind=kind, line_id=None)

    def allow(self, tariff: Tariff) -> bool:
        return tariff.data_mb < 0 or tariff.data_mb >= self.least_gb * 1024


@dataclass(frozen=True)
class Compared:
    """Today's tariff, if there is one, and those beside it."""

    tariffs: tuple[Tariff, ...]
    are_chosen: bool  # by the customer; else they are today's neighbours by price
    left_out: int = 0  # chosen beyond the third
    gone: int = 0  # chosen, but not on sale


def filters_in(arguments: MultiDict[str, str], line: Line | None) -> Filters:
    """What an address asks for; what nobody offers is as if it were not there."""
    kind = line.kind if line else arguments.get("kind", "")
    least = arguments.get("data", "")
    return Filters(
        kind=kind if kind in KINDS else KINDS[0],
        line_id=line.id if line else None,
        least_gb=int(least) if least in map(str, VOLUMES) else 0,
    )


def compared(on_sale: Sequence[Tariff], todays: Tariff | None, codes: Sequence[str]) -> Compared:
    """Those with these codes beside today's; without any, what costs a little less and a little more."""
    known = {tariff.code: tariff for tariff in on_sale}
    wanted = [code for code in dict.fromkeys(codes) if todays is None or code != todays.code]
    found = [known[code] for code in wanted if code in known]
    first = (todays,) if todays else ()
    if not found:
        return Compared((*first, *_neighbours(on_sale, todays)), are_chosen=False, gone=len(wanted))
    shown, more = found[:MOST_COMPARED], found[MOST_COMPARED:]
    return Compared((*first, *shown), are_chosen=True, left_out=len(more), gone=len(wanted) - len(found))


def _neighbours(on_sale: Sequence[Tariff], todays: Tariff | None) -> list[Tariff]:
    if todays is None:
        return list(on_sale[:MOST_COMPARED])
    others = [tariff for tariff in on_sale if tariff.id != todays.id]
    cheaper = [tariff for tariff in others if tariff.monthly_gross <= todays.monthly_gross]
    dearer = [tariff for tariff in others if tariff.monthly_gross > todays.monthly_gross]
    return [*cheaper[-1:], *dearer[:1]]
