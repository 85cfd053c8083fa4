"""PDFs made once."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table


class Document(Table):
    """A PDF as it was made for the first time: the same bytes for ever."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("subject", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(100))  # e.g. "invoice/17"
    edition: Mapped[str] = mapped_column(String(40))  # language and template version, e.g. "pl-1"
    sha256: Mapped[bytes]
    content: Mapped[bytes]
    made_at: Mapped[datetime]
