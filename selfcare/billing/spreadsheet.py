"""An XLSX that is sent while it is written: a ZIP of XML (ECMA-376), of which only a few kilobytes are ever held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

Cell = str | int | Decimal

_ROWS_IN_SHEET = 1_000_000  # the format ends at 1 048 576
_ROWS_AT_ONCE = 500
_FASTEST = 1  # of the ways to compress: a million rows are to leave in the time that a connection lives
_WIDTH = 16  # characters
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="{_TYPE}.worksheet+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>"""
_ROOT = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"""
_BOLD, _AMOUNT = 1, 2  # places among the cellXfs
_SHEET = f"""{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
<cols><col min="1" max="%d" width="{_WIDTH}" customWidth="1"/></cols><sheetData>"""
_SHEET_END = "</sheetData></worksheet>"


def streamed(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Texts are texts, whatever they begin with; amounts have two decimals. A full sheet is followed by another."""
    pipe, rest, names = _Pipe(), iter(rows), [title]
    book: Any = ZipFile(cast("Any", pipe), "w", ZIP_DEFLATED, compresslevel=_FASTEST)
    for name, content in (("[Content_Types].xml", _CONTENT_TYPES), ("_rels/.rels", _ROOT), ("xl/styles.xml", _STYLES)):
        _put(book, name, content)
    yield from _sheet(book, pipe, 1, headings, islice(rest, _ROWS_IN_SHEET))
    for first in rest:
        names.append(f"{title} {len(names) + 1}")
        yield from _sheet(book, pipe, len(names), headings, chain([first], islice(rest, _ROWS_IN_SHEET - 1)))
    _put(book, "xl/workbook.xml", _workbook(names))
    _put(book, "xl/_rels/workbook.xml.rels", _relations(len(names)))
    book.close()
    yield pipe.taken()


class _Pipe:
    """What the ZIP writes into: it cannot go back, so sizes stand behind the contents."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = b"".join(self._chunks)
        self._chunks.clear()
        return content


def _sheet(
    book: ZipFile, pipe: _Pipe, number: int, headings: Sequence[str], rows: Iterator[Sequence[Cell]]
) -> Iterator[bytes]:
    with book.open(_sheet_name(number), "w") as sheet:
        heading = "".join(f'<c s="{_BOLD}"{_text_in(name)}' for name in headings)
        sheet.write(f"{_SHEET % len(headings)}<row>{heading}</row>".encode())
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            sheet.write("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in some).encode())
            yield pipe.taken()
        sheet.write(_SHEET_END.encode())
    yield pipe.taken()


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _text(cell)
    return f'<c s="{_AMOUNT}"><v>{cell}</v></c>' if isinstance(cell, Decimal) else f"<c><v>{cell}</v></c>"


@lru_cache(maxsize=10_000)
def _text(text: str) -> str:
    return f"<c{_text_in(text)}" if text else "<c/>"


def _text_in(text: str) -> str:
    """The rest of a cell after its name."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(_NO_XML.sub("", text))}</t></is></c>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _relations(sheets: int) -> str:
    """Of the workbook to its sheets, and to the styles after them."""
    targets = [("worksheet", _sheet_name(number).removeprefix("xl/")) for number in range(1, sheets + 1)]
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate([*targets, ("styles", "styles.xml")], start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _sheet_name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _put(book: ZipFile, name: str, content: str) -> None:
    with book.open(name, "w") as file:
        file.write(content.encode())
