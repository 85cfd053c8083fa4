"""Finding messages."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select

from selfcare.customers.models import Customer
from selfcare.notifications.models import FAILED, SENT, Message


def messages() -> Select[Message]:
    """Everything that was sent to anybody, newest first."""
    return select(Message).order_by(Message.id.desc())


def messages_to(customer: Customer) -> Select[Message]:
    """Everything that was sent to this customer, newest first."""
    return messages().where(Message.customer_id == customer.id)


def sent_sms_numbered(provider_id: str) -> Select[Message]:
    """The SMS that a receipt speaks of."""
    return select(Message).where(Message.provider_id == provider_id, Message.state == SENT)


def messages_for(customers: Collection[int], recipient: str) -> Select[Message]:
    """Everything that was sent to these customers, or to this very number or address, newest first."""
    return messages().where(or_(Message.customer_id.in_(customers), Message.recipient == recipient))


def failed_for_good() -> Select[Message]:
    """What nobody took, or what got lost on its way, newest first. `selfcare doctor` shows it."""
    return messages().where(Message.state == FAILED)
