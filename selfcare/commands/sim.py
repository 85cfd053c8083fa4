"""`selfcare sim unblock`: what customer care does when the phone was found, and its owner is known."""

import click

from selfcare import clock
from selfcare.auth.logins import Login
from selfcare.auth.queries import open_line_numbered
from selfcare.commands.portal import portal_context
from selfcare.database import begin_writing, session
from selfcare.orders.stolen import unblock


@click.group("sim")
def sim() -> None:
    """SIM cards of lines."""


@sim.command("unblock")
@click.argument("number")
@click.option("--by", required=True, help="Who has checked that the owner asks; the customer reads it in the history.")
def unblock_sim(number: str, by: str) -> None:
    """Take back the block of the SIM of NUMBER. The customer is told."""
    with portal_context():
        begin_writing()
        msisdn = Login.parse(number).msisdn
        line = session().scalars(open_line_numbered(msisdn)).one_or_none() if msisdn else None
        if line is None:
            raise click.ClickException(f"Nobody holds {number}.")
        unblock(session(), line, now=clock.now(), actor=by)
        session().commit()
        click.echo(f"The SIM of {line.msisdn} works again.")
