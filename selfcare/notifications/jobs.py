"""What the worker does: sends messages, notes what became of them, forgets old ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy.orm import Session

from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.database import begin_writing
from selfcare.documents.queries import document_of
from selfcare.errors import PartnerUnavailable
from selfcare.notifications import actions
from selfcare.notifications.gateway import Enclosure, Mail, MailGateway, Refused, SmsGateway
from selfcare.notifications.models import DELIVERED, FAILED, SENT, SMS, WAITING, Message
from selfcare.notifications.queries import sent_sms_numbered
from selfcare.notifications.wording import Wording, language_for, worded
from selfcare.outbox import actions as outbox

RECEIPT = "notifications.receipt"
_NOBODY_TRIES_ANY_MORE = timedelta(days=2)  # the last try is made after a day
_Gateway = TypeVar("_Gateway")
_RECEIPTS_WAIT = timedelta(minutes=10)  # one may be quicker than our own commit; later it is not about us


def deliver(session: Session, facts: dict[str, Any], *, now: datetime) -> None:
    """Send one message. Raises PartnerUnavailable: then it goes again later."""
    message = session.get(Message, facts["message_id"])
    if message is None or message.state != WAITING:
        return
    language = _language_of(session, message)
    wording = worded(message.kind, message.channel, facts["facts"], language)
    enclosed = tuple(_enclosed(session, facts.get("enclosed", ())))
    session.commit()  # let go of the database: others must not wait until a mail server answers
    try:
        provider_id = _handed_over(message, wording, language, now, enclosed)
        state = SENT
    except Refused:
        provider_id, state = "", FAILED
    begin_writing()
    kept = wording if _settings().demo else wording.without(str(facts["facts"].get("code", "")))
    message.subject, message.text = kept.subject, kept.text
    message.state, message.provider_id = state, provider_id
    message.sent_at = now if state == SENT else None


def give_up(session: Session, facts: dict[str, Any], *, state: str, now: datetime) -> None:  # noqa: ARG001
    """It was too old to be sent, or nobody took it for a day."""
    message = session.get(Message, facts["message_id"])
    if message is not None and message.state == WAITING:
        message.state = state


def collect_receipts(session: Session, *, now: datetime) -> None:
    """Ask the SMS gateway what arrived. Raises PartnerUnavailable."""
    gateway = _sms_gateway()
    for receipt in gateway.receipts() if gateway else ():
        facts = {"provider_id": receipt.provider_id, "has_arrived": receipt.has_arrived}
        outbox.put(session, RECEIPT, facts, now=now, expires_at=now + _RECEIPTS_WAIT)


def note_receipt(session: Session, facts: Mapping[str, Any], *, now: datetime) -> None:  # noqa: ARG001
    """Write down that an SMS arrived or was lost. Raises PartnerUnavailable while we do not know it yet."""
    message = session.scalars(sent_sms_numbered(facts["provider_id"])).first()
    if message is None:
        raise PartnerUnavailable("a receipt for an SMS that is not known (yet)")
    message.state = DELIVERED if facts["has_arrived"] else FAILED


def forget_old(session: Session, *, now: datetime) -> None:
    actions.note_stranded(session, before=now - _NOBODY_TRIES_ANY_MORE)
    actions.forget_old(session, before=now - timedelta(days=_settings().keep_messages_days))


def _language_of(session: Session, message: Message) -> str:
    customer = session.get(Customer, message.customer_id) if message.customer_id else None
    return language_for(customer.speaks if customer else "")


def _enclosed(session: Session, kept: Iterable[Sequence[str]]) -> Iterator[Enclosure]:
    for subject, edition, name in kept:
        document = session.scalars(document_of(subject, edition)).one_or_none()
        if document is not None:
            yield Enclosure(name, document.content)


def _handed_over(
    message: Message, wording: Wording, language: str, now: datetime, enclosed: tuple[Enclosure, ...]
) -> str:
    """Give it to its carrier; of an SMS, the id under which its receipt will come."""
    if message.channel == SMS:
        return _carrier(_sms_gateway(), "SMS").send(message.recipient, wording.text)
    mail = Mail(
        number=f"message-{message.id}.{message.created_at:%Y%m%d%H%M%S}",
        recipient=message.recipient,
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        sent_at=now,
        language=language,
        enclosed=enclosed,
    )
    _carrier(cast("MailGateway | None", current_app.extensions["mail_gateway"]), "e-mail").send(mail)
    return ""


def _carrier(gateway: _Gateway | None, name: str) -> _Gateway:
    if gateway is None:
        raise PartnerUnavailable(f"no way to send {name} is set up")
    return gateway


def _sms_gateway() -> SmsGateway | None:
    return cast("SmsGateway | None", current_app.extensions["sms_gateway"])


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
