"""Questions and calls on the other side of the counter."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.contact.models import ContactMessage
from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.contact.questions import ask

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def messages(db: Session) -> list[ContactMessage]:
    return list(db.scalars(select(ContactMessage).order_by(ContactMessage.id)))


def logged(db: Session, what: str) -> list[Entry]:
    return list(db.scalars(select(Entry).where(Entry.what == what)))


def test_an_answer_reaches_the_customer_under_a_name(agent: Browser, db: Session, anna: Customer) -> None:
    thread = ask(db, anna, "Roaming in Norway?")

    agent.open(f"/staff/queue/question/{thread.id}")
    agent.press("Send the answer", text="Yes, it counts as the EU.")

    assert "The answer is on its way." in agent.text
    answer = messages(db)[-1]
    assert (answer.text, answer.author) == ("Yes, it counts as the EU.", "Kasia Lis")
    assert (thread.is_unread, thread.answer_by) == (True, None)
    assert messages(db)[0].read_at is not None
    assert [entry.actor for entry in logged(db, "question_answered")] == ["kasia@example.org"]
