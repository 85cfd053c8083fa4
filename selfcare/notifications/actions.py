"""Telling a customer something: the message and the task to send it, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.notifications.models import EMAIL, FAILED, SMS, WAITING, Message
from selfcare.outbox import actions as outbox

DELIVER = "notifications.deliver"


class Kept(NamedTuple):
    """A kept document that goes with an e-mail, and the name it has there."""

    subject: str
    edition: str
    name: str


def tell(  # noqa: PLR0913  # whom, by which road, what, and three facts about it that all have a default
    session: Session,
    customer: Customer | None,  # None: somebody who is no customer, e.g. of our own staff
    channel: str,
    recipient: str,
    kind: str,
    *,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    enclosed: Sequence[Kept] = (),
    secret_key: str = "",
    expires_at: datetime | None = None,
) -> Message:
    """Send the message `kind` (templates/messages/<kind>.…) after the commit. A fact `code` asks for a `secret_key`.

    `enclosed` go with an e-mail; they must be kept by the time of the commit.
    """
    message = Message(channel=channel, recipient=recipient, kind=kind, text="", created_at=now)
    message.customer_id = customer.id if customer else None
    session.add(message)
    session.flush()
    papers = [list(one) for one in enclosed] if channel == EMAIL else []
    outbox.put(
        session,
        DELIVER,
        {"message_id": message.id, "facts": dict(facts or {}), "enclosed": papers},
        now=now,
        expires_at=expires_at,
        secret_key=secret_key,
    )
    return message


def tell_everywhere(
    session: Session,
    customer: Customer,
    kind: str,
    *,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    enclosed: Sequence[Kept] = (),
    also: Iterable[tuple[str, str]] = (),
) -> list[Message]:
    """By e-mail and by SMS, as far as the customer has them; `also` names e.g. the address that was just replaced."""
    roads = dict.fromkeys([*_roads_to(session, customer), *also])  # each once
    return [tell(session, customer, *road, kind, now=now, facts=facts, enclosed=enclosed) for road in roads]


def tell_by(
    session: Session,
    customer: Customer,
    channels: Collection[str],
    kind: str,
    *,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    enclosed: Sequence[Kept] = (),
) -> list[Message]:
    """By these channels, as far as the customer has them; by another rather than not at all."""
    roads = _roads_to(session, customer)
    chosen = [road for road in roads if road[0] in channels] or roads[:1]
    return [tell(session, customer, *road, kind, now=now, facts=facts, enclosed=enclosed) for road in chosen]


def note_stranded(session: Session, *, before: datetime) -> None:
    """Messages that still wait though nobody tries them any more, e.g. sealed with a former key: they failed."""
    session.execute(update(Message).where(Message.created_at < before, Message.state == WAITING).values(state=FAILED))


def forget_old(session: Session, *, before: datetime) -> None:
    """Delete messages from before that moment; what still waits to be sent stays."""
    session.execute(delete(Message).where(Message.created_at < before, Message.state != WAITING))


def _roads_to(session: Session, customer: Customer) -> list[tuple[str, str]]:
    main = select(Line.msisdn).where(Line.customer_id == customer.id, Line.main, Line.ended_at.is_(None))
    phone = customer.contact_phone or session.scalars(main).first() or ""
    if phone and session.scalars(_stolen(phone)).first():
        phone = ""
    return [road for road in ((EMAIL, customer.email), (SMS, phone)) if road[1]]


def _stolen(phone: str) -> Select[int]:
    """The line of a number whose SIM is blocked: who has it must not read what we tell its holder."""
    return select(Line.id).where(Line.msisdn == phone, Line.ended_at.is_(None), Line.sim_blocked_at.is_not(None))
