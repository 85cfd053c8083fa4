"""Reading the log."""

from sqlalchemy import BindParameter, Select, select

from selfcare.audit.models import Entry


def entries_about(customer_no: str | BindParameter[str]) -> Select[Entry]:
    """Who looked at this customer's data and who changed it, newest first."""
    return select(Entry).where(Entry.customer_no == customer_no).order_by(Entry.id.desc())
