"""The detailed statement on paper: number, date, time, length or volume, net and gross (PKE art. 352)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from selfcare import clock
from selfcare.billing import words
from selfcare.billing.listing import about
from selfcare.billing.screens import LineScreen
from selfcare.brand import Operator
from selfcare.documents.typesetting import typeset
from selfcare.money import Money
from selfcare.web.formats import amount, full_day, phone

ON_PAPER = 2_000  # records in one file: some 40 pages, a second to set, 200 MB meanwhile
MOST_PARTS = 50
_TEMPLATE = Path(__file__).parent / "statement.typ"


def pdf(  # what, whose, by whom and how large: nothing of it belongs together
    found: LineScreen,
    records: Sequence[Any],
    say: Callable[[str], str],
    operator: Operator,
    holder: str,
    *,
    made_on: date,
    is_large: bool,
    part: str = "",
) -> bytes:
    """Made anew each time: what is in it depends on what was asked for, and it is nothing to keep."""
    net, gross = (sum((getattr(record, name) for record in records), Money()) for name in ("net", "gross"))
    chosen = found.chosen
    period = f"{full_day(chosen.first)} – {full_day(chosen.last)}"
    head = [(_("Holder"), holder), (_("Phone number"), phone(found.line.msisdn)), (_("Period"), period)]
    head += [(_("Invoice"), chosen.invoice.number)] if chosen.invoice else []
    head += [(_("Part"), part)] if part else []
    head += [(_("Records"), str(len(records))), (_("Made on"), full_day(made_on))]
    facts = {
        "title": _("Detailed statement of services"),
        "author": operator.legal_name or operator.name,
        "operator": operator.name,
        "colour": operator.colours.fill,
        "lang": str(get_locale() or "pl"),
        "synthetic": _("Demonstration. All data is invented.") if operator.is_synthetic else "",
        "large": is_large,
        "head": head,
        "note": _("Times are those of Warsaw. Amounts are in zł. Part of the numbers is hidden.")
        if not found.filters.numbers
        else _("Times are those of Warsaw. Amounts are in zł."),
        "columns": [_("Date"), _("Time"), _("Number"), _("Length or volume"), _("Net"), _("Gross")],
        "rows": [_row(record, say) for record in records],
        "total": [_("Total of this part") if part else _("Total"), amount(net), amount(gross)],
        "empty": _("Nothing was used in this period."),
        "page-of": _("page {page} of {pages}"),
    }
    return typeset(_TEMPLATE, facts, made_on)


def parts_of(found: LineScreen) -> int:
    """How many files hold all records. A search is one: how much it finds is known only when it was read."""
    return 1 if found.filters.q else max(1, ceil(found.found.records / ON_PAPER))


def _row(record: Any, say: Callable[[str], str]) -> list[str]:
    local = record.started_at.astimezone(clock.WARSAW)
    return [
        f"{local:%d.%m.%Y}",
        f"{local:%H:%M:%S}",
        say(record.peer) or str(words.KINDS[record.kind]),
        ", ".join(filter(None, about(record))),
        amount(record.net),
        amount(record.gross),
    ]
