"""`selfcare doctor`: is this installation well? One line for each thing looked at."""

import os
from dataclasses import fields
from typing import cast

import click
from sqlalchemy.exc import DatabaseError

from selfcare.brand import BrandWrong, operator_from
from selfcare.commands.examinations import EXAMINATIONS, Ill, Unwell
from selfcare.commands.portal import CannotStart, closing, open_portal, settings_from_environment
from selfcare.config import Settings, variable_of
from selfcare.database import session

_COLOURS = {"ok": "green", "warn": "yellow", "FAIL": "red"}


@click.command("doctor")
@click.option("--settings", "list_settings", is_flag=True, help="List every setting with its value; secrets hidden.")
def doctor(*, list_settings: bool) -> None:
    """Check this installation: one line each, exit 1 if anything fails."""
    states = [*_examine_settings()]
    if "FAIL" not in states:
        states += _examine_portal()
    if list_settings:
        _list_settings()
    raise SystemExit(1 if "FAIL" in states else 0)


def _examine_settings() -> list[str]:
    """What must be right before there is a portal at all."""
    try:
        settings = settings_from_environment()
    except CannotStart as error:
        return [_say("FAIL", "settings", error.message)]
    said = [_say("ok", "settings", "demo" if settings.demo else "complete")]
    try:
        operator = operator_from(settings.operator_file)
    except BrandWrong as error:
        return [*said, _say("FAIL", "brand", str(error))]
    return [*said, _say("ok", "brand", f"{operator.name}: colours can be read")]


def _examine_portal() -> list[str]:
    app = open_portal()
    settings = cast("Settings", app.extensions["settings"])
    states = []
    for name, examine in EXAMINATIONS.items():
        with closing(app), app.app_context():
            try:
                states.append(_say("ok", name, examine(settings)))
            except Unwell as error:
                states.append(_say("warn", name, str(error)))
            except Ill as error:
                states.append(_say("FAIL", name, str(error)))
            except DatabaseError as error:
                states.append(_say("FAIL", name, " ".join(str(error.orig).split())))
                session().rollback()
    return states


def _list_settings() -> None:
    click.echo()
    for item in fields(Settings):
        if item.metadata.get("variable", True):
            name = variable_of(item.name)
            value = os.environ.get(name, "")
            shown = ("set" if value else "") if not item.repr else value
            default = f"  [default: {item.default}]" if item.default not in {"", None} else ""
            click.echo(f"{name}={shown}{default}")


def _say(state: str, name: str, found: str) -> str:
    click.echo(f"{click.style(f'{state:<4}', fg=_COLOURS[state])}  {name:<11} {found}")
    return state
