"""Reading what is attached to an invoice: blocks of notes, texts and tables."""

from selfcare.invoices.document import AttachedTable, Attachment, Note
from selfcare.invoices.elements import Element


def attachment_of(block: Element) -> Attachment:
    """One BlokDanych."""
    return Attachment(
        title=block.text("ZNaglowek"),
        notes=tuple(Note(note.text("ZKlucz"), note.text("ZWartosc")) for note in block.each("MetaDane")),
        paragraphs=block.texts("Tekst/Akapit"),
        tables=tuple(filter(_says_something, map(_table, block.each("Tabela")))),
    )


def _table(table: Element) -> AttachedTable:
    """Its columns are as many as its longest row has cells; those without a heading have an empty one."""
    columns = tuple((column.text("NKom"), column.attribute("Typ")) for column in table.each("TNaglowek/Kol"))
    rows = tuple(row.texts("WKom") for row in table.each("Wiersz"))
    total = table.texts("Suma/SKom")
    width = max(map(len, (columns, total, *rows)))
    columns += (("", ""),) * (width - len(columns))
    return AttachedTable(
        title=table.text("Opis"),
        notes=tuple(Note(note.text("TKlucz"), note.text("TWartosc")) for note in table.each("TMetaDane")),
        columns=tuple(heading for heading, _kind in columns),
        kinds=tuple(kind for _heading, kind in columns),
        rows=rows,
        total=total,
    )


def _says_something(table: AttachedTable) -> bool:
    return bool(table.columns or table.title or table.notes)
