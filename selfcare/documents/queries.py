"""Finding documents."""

from sqlalchemy import Select, select

from selfcare.documents.models import Document


def document_of(subject: str, edition: str) -> Select[Document]:
    """A subject's document in one edition; there is at most one."""
    return select(Document).where(Document.subject == subject, Document.edition == edition)
