"""Finding imports, and what invoices.csv said."""

from collections.abc import Collection

from sqlalchemy import Select, select

from selfcare.feeds.models import LOADED, PARTLY, FeedRun, InvoiceRow


def newest_feed() -> Select[FeedRun]:
    """The last import that brought something in: its `finished_at` says how old our knowledge is."""
    return select(FeedRun).where(FeedRun.state.in_((LOADED, PARTLY))).order_by(FeedRun.id.desc()).limit(1)


def rows_about(files: Collection[str]) -> Select[InvoiceRow]:
    """What invoices.csv said of files with these bare names."""
    return select(InvoiceRow).where(InvoiceRow.file.in_(files))
