"""Reading what is attached to an invoice: blocks of notes, texts and tables."""

from selfcare.invoices.document import AttachedTable, Attachment, Note
from selfcare.invoices.elements import Element


def attachment_of(block: Element) -> Attachment:
    """One BlokDanych."""
    return Attachment(
        title=block.text("ZNaglowek"),
        notes=tuple(Note(note.text("ZKlucz"), note.text("ZWartosc")) for note in block.each("MetaDane")),
        paragraphs=block.texts("Tekst/Akapit"),
        tables=tuple(_table(table) for table in block.each("Tabela")),
    )


def _table(table: Element) -> AttachedTable:
    return AttachedTable(
        title=table.text("Opis"),
        notes=tuple(Note(note.text("TKlucz"), note.text("TWartosc")) for note in table.each("TMetaDane")),
        columns=table.texts("TNaglowek/Kol/NKom"),
        kinds=tuple(column.attribute("Typ") for column in table.each("TNaglowek/Kol")),
        rows=tuple(row.texts("WKom") for row in table.each("Wiersz")),
        total=table.texts("Suma/SKom"),
    )
