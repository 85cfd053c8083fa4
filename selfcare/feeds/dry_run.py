"""Trying without changing: tables of the same names that only this connection sees.

SQLite and PostgreSQL both look for a name among temporary tables first, so the very same statements run.
"""

from sqlalchemy import BigInteger, Column, Connection, Identity, Index, Integer, MetaData, func, select, text
from sqlalchemy import Table as Columns
from sqlalchemy.schema import CreateTable

from selfcare.balance.models import Incoming
from selfcare.catalogue.models import Option, Tariff
from selfcare.customers.models import Customer
from selfcare.feeds.models import InvoiceRow
from selfcare.lines.models import Line, LineOption
from selfcare.orders.models import Answer
from selfcare.tables import Table

_COPIED: tuple[type[Table], ...] = (Tariff, Option, Customer, Line, LineOption, InvoiceRow, Incoming, Answer)
_ID = BigInteger().with_variant(Integer(), "sqlite")


def cover(connection: Connection) -> None:
    """From here on the feed's tables are copies, and gone with the connection."""
    for table in _COPIED:
        original = table.__table__
        highest = connection.scalar(select(func.max(original.c.id))) or 0
        copy = Columns(
            f"copy_of_{table.__tablename__}",
            MetaData(),
            Column("id", _ID, Identity(start=highest + 1), primary_key=True),
            *(Column(column.name, column.type) for column in original.columns if column.name != "id"),
            prefixes=["TEMPORARY"],
        )
        names = ", ".join(f'"{column.name}"' for column in original.columns)  # one of them is called "from"
        connection.execute(CreateTable(copy))
        connection.execute(text(f"INSERT INTO {copy.name} ({names}) SELECT {names} FROM {table.__tablename__}"))  # noqa: S608  # our own names
        for column in original.columns:
            if column.unique or column.index:
                Index(f"ix_{copy.name}_{column.name}", copy.c[column.name]).create(connection)
        connection.execute(text(f"ALTER TABLE {copy.name} RENAME TO {table.__tablename__}"))
