"""The records that a page lists, all of them, as files: however many there are, only a few are held at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from flask import Response, current_app, request, stream_with_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.billing import spreadsheet, statement, words
from selfcare.billing.masking import masked, whole
from selfcare.billing.screens import LineScreen, records_asked_for
from selfcare.database import session
from selfcare.errors import RuleBroken
from selfcare.invoices.downloads import disposition

_AT_ONCE = 1000  # records held
_ROWS_IN_CHUNK = 500
_NUMBERS_KNOWN = 10_000
_NUMBER, _COUNTRY = 5, 6  # the columns that hold what came from outside
_COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")  # with which a spreadsheet would begin to compute


class TooLongForPrint(RuleBroken):
    """Nobody reads a thousand pages."""

    message = _l("There are too many records for paper. Choose a kind of connection, or take the CSV or XLSX file.")


def as_csv(found: LineScreen) -> Response:
    """Sent while it is read. UTF-8, commas, amounts with a point: as programs want it."""
    answer = Response(stream_with_context(_lines(found)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = disposition(_name(found, "csv"))
    return answer


def as_xlsx(found: LineScreen) -> Response:
    """Sent while it is read, too: whoever stands between waits for no more than the first rows."""
    sheets = spreadsheet.streamed(_("Billing"), headings(), map(reader_of(_say(found)), _records(found)))
    answer = Response(
        stream_with_context(sheets), mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = disposition(_name(found, "xlsx"))
    return answer


def as_pdf(found: LineScreen) -> Response:
    """The detailed statement of PKE art. 352, in parts where it is long. Raises TooLongForPrint."""
    parts = statement.parts_of(found)
    number = _part(parts)
    records = list(_records(found, skip=(number - 1) * statement.ON_PAPER, most=statement.ON_PAPER + 1))
    if parts > statement.MOST_PARTS or (parts == 1 and len(records) > statement.ON_PAPER):
        raise TooLongForPrint
    content = statement.pdf(
        found,
        records[: statement.ON_PAPER],
        _say(found),
        current_app.extensions["operator"],
        current_customer().name,
        made_on=clock.today(),
        is_large=request.args.get("large") == "1",
        part=_("%(number)d of %(count)d", number=number, count=parts) if parts > 1 else "",
    )
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = disposition(_name(found, "pdf", part=number if parts > 1 else 0))
    return answer


def _part(parts: int) -> int:
    asked = request.args.get("part", "1")
    if asked not in map(str, range(1, parts + 1)):
        raise NotFound
    return int(asked)


def headings() -> list[str]:
    return [
        *(_("Date"), _("Time"), _("Time zone"), _("Kind"), _("Direction"), _("Number"), _("Country"), _("Zone")),
        *(_("Seconds"), _("Bytes"), _("Units"), _("Net"), _("VAT"), _("Gross")),
    ]


def reader_of(say: Callable[[str], str]) -> Callable[[Any], list[str | int | Decimal]]:
    """What makes a record a row, in the order of the headings. Words are looked up once: there may be a million."""
    kinds, directions, zones = (
        {key: str(word) for key, word in named.items()} for named in (words.KINDS, words.DIRECTIONS, words.ZONES)
    )
    country = cache(words.country_name)
    number = lru_cache(_NUMBERS_KNOWN)(lambda peer: say(peer).replace("\u00a0", " "))

    def row(record: Any) -> list[str | int | Decimal]:
        local = record.started_at.astimezone(clock.WARSAW)
        return [
            local.date().isoformat(),
            local.time().isoformat("seconds"),
            local.tzname(),
            kinds[record.kind],
            directions[record.direction],
            number(record.peer),
            country(record.country) if record.country else "",
            zones[record.zone],
            record.seconds,
            record.bytes,
            record.units,
            Decimal(record.net.grosze).scaleb(-2),
            record.vat_rate,
            Decimal(record.gross.grosze).scaleb(-2),
        ]

    return row


def safe(cell: str | int | Decimal) -> str | int | Decimal:
    """A text that a spreadsheet takes for one, whatever it begins with; a number may well begin with a minus."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMMANDS) else cell


def _lines(found: LineScreen) -> Iterator[str]:
    chunk = io.StringIO()
    writer = csv.writer(chunk)
    writer.writerow(headings())
    for count, row in enumerate(map(reader_of(_say(found)), _records(found)), start=1):
        row[_NUMBER], row[_COUNTRY] = safe(row[_NUMBER]), safe(row[_COUNTRY])
        writer.writerow(row)
        if count % _ROWS_IN_CHUNK == 0:
            yield _emptied(chunk)
    yield _emptied(chunk)


def _emptied(chunk: io.StringIO) -> str:
    text = chunk.getvalue()
    chunk.seek(0)
    chunk.truncate()
    return text


def _records(found: LineScreen, *, skip: int = 0, most: int = 0) -> Iterable[Any]:
    """Newest first, as the page has them; nothing is asked where no total fits."""
    if not found.days:
        return ()
    filters = replace(found.filters, after=None)
    query = records_asked_for(found.chosen, filters, found.days, all_digits=bool(filters.numbers))
    query = query.offset(skip).limit(most) if most else query
    return session().execute(query.execution_options(yield_per=_AT_ONCE))


def _say(found: LineScreen) -> Callable[[str], str]:
    return whole if found.filters.numbers else masked


def _name(found: LineScreen, suffix: str, *, part: int = 0) -> str:
    """Of the file; it does not hold the number of the line, which others may read in a folder."""
    days = f"{found.chosen.first:%Y-%m-%d}-{found.chosen.last:%Y-%m-%d}"
    return f"{_('billing')}-{days}{f'-{part}' if part else ''}.{suffix}"
