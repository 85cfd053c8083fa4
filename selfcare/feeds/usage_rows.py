"""usage/*.csv: one row for each call, message and megabyte. The columns, and how a good row is read fast."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, NamedTuple

from selfcare.billing.models import DIRECTIONS, KINDS, ZONES, UsageRecord
from selfcare.clock import WARSAW
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.records import Record
from selfcare.money import Money

_MOST_HOURS = 20_000  # remembered at once


class UsageRows(CsvKind):
    """Millions of rows: they go their own way through `usage_files`."""

    name = "usage"
    table = UsageRecord
    key = ("record_id",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "record_id": cells.word(64, needed=True),
        "msisdn": cells.phone,
        "started_at": cells.moment,
        "kind": cells.one_of(*KINDS),
        "direction": cells.one_of(*DIRECTIONS),
        "peer": cells.text(64),
        "zone": cells.one_of(*ZONES),
        "country": cells.text(64),
        "seconds": cells.count,
        "bytes": cells.count,
        "units": cells.count,
        "net": cells.amount,
        "vat_rate": cells.vat_rate,
        "gross": cells.amount,
        "invoice_number": cells.text(256),
    }


class UsageRow(NamedTuple):
    """One row, every value as the text that both databases read. The first two find its place and go no further."""

    msisdn: str
    invoice_number: str
    record_id: str
    started_at: str  # UTC, as SQLite stores a moment
    day: str  # in Warsaw
    kind: str
    direction: str
    peer: str
    zone: str
    country: str
    seconds: str
    bytes: str
    units: str
    net: str  # grosze
    vat_rate: str
    gross: str


class RowReader:
    """Reads the rows of files with one header: nearly all by a single pattern, the rest cell by cell."""

    def __init__(self, kind: UsageRows, header: Sequence[str]) -> None:
        self._kind = kind
        self._header = header
        self._match: Callable[[str], re.Match[str] | None] = re.compile(
            ",".join(_PATTERNS[name] for name in header) + r"\r?\n?", re.ASCII
        ).fullmatch
        groups = re.compile(",".join(_PATTERNS[name] for name in header)).groupindex
        self._order = [groups[name] for name in _GROUPS]
        self._hours: dict[tuple[str, str], tuple[str, str]] = {}

    def fast(self, text: str) -> UsageRow | None:
        """The row, if it is written as nearly all are and nothing is wrong with it."""
        if not (match := self._match(text)):
            return None
        (record_id, msisdn, hour, rest, offset, kind, direction, peer, zone, country, seconds, many, units, *costs) = (
            match.group(*self._order)
        )
        when = self._hours.get((hour, offset)) or self._learn(hour, offset)
        if not when:
            return None
        net, net_part, vat_rate, gross, gross_part, number = costs
        return UsageRow(
            msisdn,
            number,
            record_id,
            f"{when[0]}{rest}.000000",
            when[1],
            kind,
            direction,
            peer,
            zone,
            country,
            seconds or "0",
            many or "0",
            units or "0",
            net + (net_part or "00"),
            vat_rate,
            gross + (gross_part or "00"),
        )

    def slow(self, record: Record) -> UsageRow | str:
        """The row, or what is wrong with it."""
        values = self._kind.read(record, self._header)
        if "wrong" in values:
            return str(values["wrong"])
        moment = values["started_at"]
        assert isinstance(moment, datetime)  # noqa: S101  # for the type checker: its reader saw to it
        texts = {name: str(value.grosze if isinstance(value, Money) else value) for name, value in values.items()}
        texts["started_at"] = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        texts["day"] = moment.astimezone(WARSAW).date().isoformat()
        return UsageRow(**{name: texts[name] for name in UsageRow._fields})

    def _learn(self, hour: str, offset: str) -> tuple[str, str] | None:
        """The hour in UTC and its day in Warsaw: offsets are whole hours here, so minutes stay what they are."""
        try:
            moment = datetime.fromisoformat(f"{hour}:00:00{offset}")
        except ValueError:
            return None
        if len(self._hours) >= _MOST_HOURS:
            self._hours.clear()
        found = f"{moment.astimezone(UTC):%Y-%m-%d %H}", moment.astimezone(WARSAW).date().isoformat()
        self._hours[hour, offset] = found
        return found


def _any_of(name: str, words: Sequence[str]) -> str:
    return rf"(?P<{name}>{'|'.join(words)})"


def _amount(name: str) -> str:
    return rf"(?P<{name}>\d{{1,9}})(?:\.(?P<{name}_part>\d\d))?"


# Narrower than the readers above: what does not fit is read cell by cell, which also finds the words for what is wrong.
_PATTERNS = {
    "record_id": r"(?P<record_id>[\w.:/-]{1,64})",
    "msisdn": r"(?P<msisdn>\+48\d{9}|\+(?!48)[1-9]\d{6,14})",
    "started_at": r"(?P<hour>(?:19|20)\d\d-\d\d-\d\dT\d\d)(?P<rest>:[0-5]\d:[0-5]\d)(?P<offset>[+-][01]\d:00|Z)",
    "kind": _any_of("kind", KINDS),
    "direction": _any_of("direction", DIRECTIONS),
    "peer": r"(?P<peer>(?:[\w+*#.-]{1,64})?)",
    "zone": _any_of("zone", ZONES),
    "country": r"(?P<country>[A-Za-z]{0,64})",
    "seconds": r"(?P<seconds>\d{0,15})",
    "bytes": r"(?P<bytes>\d{0,15})",
    "units": r"(?P<units>\d{0,15})",
    "net": _amount("net"),
    "vat_rate": r"(?P<vat_rate>(?:\d{1,2}|[a-z]{2})?)",
    "gross": _amount("gross"),
    "invoice_number": r"(?P<invoice_number>(?:[\w/.-]{1,256})?)",
}
_GROUPS = (
    *("record_id", "msisdn", "hour", "rest", "offset", "kind", "direction", "peer", "zone", "country", "seconds"),
    *("bytes", "units", "net", "net_part", "vat_rate", "gross", "gross_part", "invoice_number"),
)
