"""What we know of a file that somebody sent us. Its bytes lie in the data folder."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from selfcare.tables import Table


class Attachment(Table):
    """One file, looked into and redrawn before it was kept."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_newest", "customer_no", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(64))  # whose case it belongs to
    subject: Mapped[str] = mapped_column(String(100), index=True)  # what it is attached to, e.g. "contact/17"
    name: Mapped[str] = mapped_column(String(120))  # as the sender called it, without what could do harm
    mimetype: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    sha256: Mapped[bytes]
    place: Mapped[str] = mapped_column(String(64), unique=True)  # below the folder of attachments; a name of our own
    kept_at: Mapped[datetime]
