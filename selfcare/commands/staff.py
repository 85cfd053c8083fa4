"""`selfcare staff`: the people who answer, from the console; the first administrator begins here."""

import click
from flask_babel import force_locale

from selfcare import clock
from selfcare.audit.actions import SYSTEM
from selfcare.clock import WARSAW
from selfcare.commands.portal import portal_context
from selfcare.config import Settings
from selfcare.database import begin_writing, session
from selfcare.errors import RuleBroken
from selfcare.staff import inviting
from selfcare.staff.models import LINK_LASTS, ROLES, StaffMember
from selfcare.staff.queries import all_members, member_with_email


@click.group("staff")
def staff() -> None:
    """The people who answer: who they are, what they may do, and when it ends."""


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--name", default="", help="As colleagues know them.")
def add(*, email: str, role: str, name: str) -> None:
    """Let EMAIL answer from now on, and print the link that sets up a password and an authenticator app."""
    if "@" not in email:
        raise click.BadParameter("This is not an e-mail address.", param_hint="EMAIL")
    with portal_context() as settings:
        begin_writing()
        now, key = clock.now(), settings.secret_key
        try:
            member, token = inviting.invite(session(), email, name=name, role=role, by=SYSTEM, now=now, secret_key=key)
        except RuleBroken as reason:
            raise click.ClickException(_in_english(reason)) from reason
        session().commit()
        _show_link(settings, member, token)


@staff.command("list")
def list_members() -> None:
    """Everybody who answers, and who did."""
    with portal_context():
        found = session().scalars(all_members()).all()
        for member in found:
            click.echo(f"{member.email:<32} {member.role:<10} {_state(member):<24} {member.name}".rstrip())
        if not found:
            click.echo("Nobody yet. Begin with: selfcare staff add EMAIL --role admin")


@staff.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Begin anew after a lost phone or password: the old ones stop at once, and a new set-up link is printed."""
    with portal_context() as settings:
        begin_writing()
        member = _member(email)
        now, key = clock.now(), settings.secret_key
        try:
            token = inviting.begin_anew(session(), member, by=SYSTEM, now=now, secret_key=key)
        except RuleBroken as reason:
            raise click.ClickException(_in_english(reason)) from reason
        session().commit()
        _show_link(settings, member, token)


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """End EMAIL's account: out at once, on every device."""
    with portal_context():
        begin_writing()
        member = _member(email)
        try:
            inviting.end(session(), member, by=None, now=clock.now())
        except RuleBroken as reason:
            raise click.ClickException(_in_english(reason)) from reason
        session().commit()
        click.echo(f"{member.email} does not answer any more.")


def _member(email: str) -> StaffMember:
    member = session().scalars(member_with_email(email)).one_or_none()
    if member is None:
        raise click.ClickException(f"Nobody of staff has the e-mail {email}.")
    return member


def _in_english(reason: RuleBroken) -> str:
    """As everything at the console."""
    with force_locale("en"):
        return str(reason)


def _show_link(settings: Settings, member: StaffMember, token: str) -> None:
    click.echo(f"{member.email}, {member.role}. The link works once, for {LINK_LASTS.days} days:")
    click.echo(f"{settings.public_url}/staff/set-up/{token}")


def _state(member: StaffMember) -> str:
    if member.ended_at:
        return f"ended {member.ended_at.astimezone(WARSAW):%Y-%m-%d}"
    return f"since {member.ready_at.astimezone(WARSAW):%Y-%m-%d}" if member.ready_at else "not set up yet"
