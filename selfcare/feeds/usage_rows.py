"""usage/*.csv: one row for each call, message and megabyte. The columns, and how a good row is read fast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

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


Row = tuple[str, ...]  # one row as texts that both databases read, see FIELDS
FIELDS = (
    *(
        "at_line",
        "msisdn",
        "invoice_number",
        "started_at",
        "day",
    ),  # the moment in UTC as SQLite stores it, its day here
    *("record_id", "kind", "direction", "peer", "zone", "country", "seconds", "bytes", "units"),
    *("net", "vat_rate", "gross"),  # in grosze
)
AT_LINE, MSISDN, INVOICE_NUMBER, STARTED_AT, DAY = range(5)


class RowReader:
    """Reads the rows of files with one header: nearly all by a single pattern, the rest cell by cell."""

    def __init__(self, kind: UsageRows, header: Sequence[str]) -> None:
        self._kind = kind
        self._header = header
        lines = re.compile(f"^{','.join(_PATTERNS[name] for name in header)}\r?\n", re.ASCII | re.MULTILINE)
        self._find = lines.findall
        self._groups = sorted(lines.groupindex, key=lambda name: lines.groupindex[name])
        self._hours: dict[tuple[str, str], tuple[str, str]] = {}

    def many(self, text: str, number: int) -> list[Row] | None:
        """All rows of these lines, the first of which has that number; None if one of them needs a closer look."""
        found = self._find(text)
        if len(found) != text.count("\n") or not found:
            return None
        cells: dict[str, Iterable[str]] = dict(zip(self._groups, zip(*found, strict=True), strict=True))
        hours = list(zip(cells["hour"], cells["offset"], strict=True))
        if not all(hour in self._hours or self._learn(*hour) for hour in set(hours)):
            return None
        when = [self._hours[hour] for hour in hours]
        cells["at_line"] = map(str, range(number, number + len(found)))
        cells["started_at"] = [f"{utc}{rest}.000000" for (utc, _day), rest in zip(when, cells["rest"], strict=True)]
        cells["day"] = [day for _utc, day in when]
        for name in ("seconds", "bytes", "units"):
            cells[name] = [cell or "0" for cell in cells[name]]
        for name in ("net", "gross"):
            cells[name] = [
                whole + (part or "00") for whole, part in zip(cells[name], cells[f"{name}_part"], strict=True)
            ]
        return list(zip(*(cells[name] for name in FIELDS), strict=True))

    def one(self, record: Record) -> Row | str:
        """The row, or what is wrong with it."""
        values = self._kind.read(record, self._header)
        if "wrong" in values:
            return str(values["wrong"])
        moment = values["started_at"]
        assert isinstance(moment, datetime)  # noqa: S101  # for the type checker: its reader saw to it
        texts = {name: str(value.grosze if isinstance(value, Money) else value) for name, value in values.items()}
        texts["started_at"] = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        texts["day"] = moment.astimezone(WARSAW).date().isoformat()
        return tuple(texts[name] for name in FIELDS)

    def _learn(self, hour: str, offset: str) -> bool:
        """The hour in UTC and its day in Warsaw: offsets are whole hours here, so minutes stay what they are."""
        try:
            moment = datetime.fromisoformat(f"{hour}:00:00{offset}")
        except ValueError:
            return False
        if len(self._hours) >= _MOST_HOURS:
            self._hours.clear()
        self._hours[hour, offset] = (
            f"{moment.astimezone(UTC):%Y-%m-%d %H}",
            moment.astimezone(WARSAW).date().isoformat(),
        )
        return True


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
