"""Finding attachments. A page first finds the case of its customer, then what is attached to it."""

from collections.abc import Iterable

from sqlalchemy import Select, select

from selfcare.attachments.models import Attachment


def attached_to(subjects: Iterable[str]) -> Select[Attachment]:
    """What belongs to any of these, in the order it came."""
    return select(Attachment).where(Attachment.subject.in_(list(subjects))).order_by(Attachment.id)


def attachments_of(customer_no: str) -> Select[Attachment]:
    """Everything in the cases of this customer."""
    return select(Attachment).where(Attachment.customer_no == customer_no).order_by(Attachment.id)
