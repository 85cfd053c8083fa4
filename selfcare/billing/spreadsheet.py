"""Writing XLSX row by row: no more than one is held, however many there are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

_ROWS_IN_SHEET = 1_000_000  # the format ends at 1 048 576
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH = 16  # characters


def written(title: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | Decimal]]) -> IO[bytes]:
    """A file without a name, at its beginning. Texts are texts, whatever they begin with; amounts have two decimals."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # who sends it closes it
    book = Workbook(file, {"constant_memory": True, "in_memory": False, **_AS_WRITTEN})
    strong, amount = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    sheet, place = None, 0
    for row in rows:
        if sheet is None or place > _ROWS_IN_SHEET:
            sheet, place = _sheet(book, title, headings, strong), 1
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            else:
                sheet.write_number(place, column, cell, amount if isinstance(cell, Decimal) else None)
        place += 1
    if sheet is None:
        _sheet(book, title, headings, strong)
    book.close()
    file.seek(0)
    return file


def _sheet(book: Workbook, title: str, headings: Sequence[str], strong: object) -> Worksheet:
    number = len(book.worksheets())
    sheet = book.add_worksheet(f"{title} {number + 1}" if number else title)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, strong)
    return sheet
