"""options.csv and line_options.csv: what may be added to a line, and what a line has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, case, func, insert, or_, select, true, update

from selfcare.billing.notice_models import UsageWish
from selfcare.catalogue.models import NOW, OPTION_KINDS, PERIOD, PREMIUM, Option
from selfcare.clock import WARSAW
from selfcare.feeds import cells
from selfcare.feeds.cells import BadCell, Reader
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.ready import Ready
from selfcare.feeds.staging import Lookup, Staging, Values
from selfcare.lines.models import Line, LineOption

_ENDS = re.compile(r"none|period|days:[1-9]\d{0,2}", re.ASCII)


def _ends(cell: str) -> str:
    if not _ENDS.fullmatch(cell):
        raise BadCell("is not one of none, period, days:N")
    return cell


class OptionRows(CsvKind):
    """What may be added to a line."""

    name = "options"
    table = Option
    key = ("code",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "code": cells.word(64, needed=True),
        "name": cells.text(200, needed=True),
        "kind": cells.one_of(*OPTION_KINDS),
        "price_gross": cells.amount,
        "recurring": cells.flag,
        "data_mb": cells.whole(),
        "ends": _ends,
        "starts": cells.one_of(NOW, PERIOD),
    }


class LineOptionRows(CsvKind):
    """What a line has, had or will have. It belongs to the line that held the number on its first day."""

    name = "line_options"
    table = LineOption
    key = ("msisdn", "code", "from")
    readers: ClassVar[Mapping[str, Reader]] = {
        "msisdn": cells.phone,
        "code": cells.word(64, needed=True),
        "value": cells.optional(cells.amount),
        "from": cells.day,
        "to": cells.optional(cells.day),
    }
    found = ("line_id", "option_id", "is_threshold")
    indexed = ("option_id",)

    def lookups(self) -> Sequence[Lookup]:
        return [_line, _option, _known]

    def check(self, rows: Staging, now: datetime) -> None:
        super().check(rows, now)
        row = rows.rows.c
        rows.reject(row.line_id.is_(None), "msisdn ", row.msisdn, " has no holder on that day")
        rows.reject(row.option_id.is_(None), "code ", row.code, " is unknown")
        rows.reject(row["to"] < row["from"], "to is before from")
        rows.reject((row.is_threshold == 1) & row.value.is_(None), "value is missing")

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """A threshold of special numbers is what their notices go by."""
        _take_over_thresholds(ready, ready.new, now)
        _take_over_thresholds(ready, ready.changed, now)


def _line(row: Values) -> dict[str, ColumnElement[Any]]:
    """The oldest line of the number that had not ended by then: a new holder gets nothing of the former one."""
    is_held = or_(Line.ended_at.is_(None), func.date(Line.ended_at) > row["from"])
    return {"line_id": select(func.min(Line.id)).where(Line.msisdn == row.msisdn, is_held).scalar_subquery()}


def _option(row: Values) -> dict[str, ColumnElement[Any]]:
    option = select(Option.id).where(Option.code == row.code)
    is_threshold = option.with_only_columns(case((Option.kind == PREMIUM, 1), else_=0))
    return {"option_id": option.scalar_subquery(), "is_threshold": is_threshold.scalar_subquery()}


def _known(row: Values) -> dict[str, ColumnElement[Any]]:
    known = LineOption.__table__.c
    same = (known.line_id == row.line_id, known.option_id == row.option_id, known["from"] == row["from"])
    return {"target_id": select(known.id).where(*same).scalar_subquery()}


def _take_over_thresholds(ready: Ready, rows: Values, now: datetime) -> None:
    today = now.astimezone(WARSAW).date()
    limits = (
        select(rows.line_id, func.max(rows.value).label("value"))
        .where(rows.option_id == Option.id, Option.kind == PREMIUM)
        .where(rows["from"] <= today, or_(rows["to"].is_(None), rows["to"] >= today))
        .group_by(rows.line_id)
        .subquery()
    )
    is_theirs = UsageWish.line_id == limits.c.line_id
    ready.connection.execute(update(UsageWish).where(is_theirs).values(premium_limit=limits.c.value))
    without = select(limits.c.line_id, true(), true(), limits.c.value).where(
        ~select(UsageWish).where(is_theirs).exists()
    )
    ready.connection.execute(insert(UsageWish).from_select(["line_id", "data", "roaming", "premium_limit"], without))
