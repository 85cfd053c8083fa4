"""`selfcare messages`: what was sent to whom."""

import json
from collections.abc import Sequence
from datetime import datetime

import click
from sqlalchemy import Select

from selfcare.auth.logins import Login
from selfcare.auth.queries import holders_of
from selfcare.clock import WARSAW
from selfcare.commands.portal import portal_context
from selfcare.database import session
from selfcare.notifications.models import Message
from selfcare.notifications.queries import messages as all_messages
from selfcare.notifications.queries import messages_for

_ENOUGH = 50  # of everybody's messages, when nobody asked for a number


@click.command("messages")
@click.option("--to", metavar="LOGIN", help="Only what was sent to this customer, on all channels.")
@click.option("--last", type=click.IntRange(1), help=f"So many at most.  [default: {_ENOUGH}; all of one customer's]")
@click.option("--json", "as_json", is_flag=True, help="A list, for scripts.")
def messages(*, to: str | None, last: int | None, as_json: bool) -> None:
    """What was sent to whom, newest first. Codes are readable in a demo only."""
    with portal_context():
        found = session().scalars(_wanted(to, last)).all()
        if as_json:
            click.echo(json.dumps([_fields(message) for message in found], ensure_ascii=False, indent=2))
        else:
            _show(found)


def _wanted(to: str | None, last: int | None) -> Select[Message]:
    if to is None:
        return all_messages().limit(last or _ENOUGH)
    login = Login.parse(to)
    customers = [customer.id for customer in session().scalars(holders_of(login))]
    return messages_for(customers, login.msisdn or login.email).limit(last)


def _fields(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "channel": message.channel,
        "to": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "state": message.state,
        "created_at": _iso(message.created_at),
        "sent_at": _iso(message.sent_at),
    }


def _show(found: Sequence[Message]) -> None:
    for message in found:
        created = message.created_at.astimezone(WARSAW)
        click.secho(
            f"{message.id}  {created:%Y-%m-%d %H:%M:%S}  {message.channel} → {message.recipient}  [{message.state}]",
            bold=True,
        )
        for line in [message.subject, *message.text.splitlines()]:
            click.echo(f"    {line}".rstrip())
    if not found:
        click.echo("Nothing was sent yet.")


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(WARSAW).isoformat() if moment else None
