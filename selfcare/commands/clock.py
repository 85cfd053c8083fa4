"""`selfcare clock`: moving the time of a demo."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from selfcare import clock
from selfcare.commands.portal import CannotStart, settings_from_environment

_SHIFT = re.compile(r"([+-])(\d{1,5})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@click.command("clock", context_settings={"ignore_unknown_options": True})
@click.argument("moment", default="")
def move(moment: str) -> None:
    """Say or move the time of every process on a demo's folder.

    MOMENT is `+31d` (also h, m; from the demo's time on), an ISO moment with its offset, or `real`.
    """
    settings = settings_from_environment()
    if not settings.demo:
        raise CannotStart(f"{settings.data} is not the folder of a demo. Only a demo's time can be moved.")
    file = settings.data / "clock"
    clock.follow(file)
    if moment == "real":
        file.unlink(missing_ok=True)
    elif moment:
        _write(file, _moment(moment) - datetime.now(UTC))
    click.echo(f"{clock.now().astimezone(clock.WARSAW).isoformat(timespec='seconds')}")


def _moment(text: str) -> datetime:
    if shift := _SHIFT.fullmatch(text):
        sign, number, unit = shift.groups()
        return clock.now() + timedelta(**{_UNITS[unit]: int(sign + number)})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is neither like +31d nor an ISO moment", param_hint="MOMENT") from None
    if moment.tzinfo is None:
        raise click.BadParameter(f"{text} has no offset, e.g. +01:00", param_hint="MOMENT")
    return moment


def _write(file: Path, shift: timedelta) -> None:
    part = file.with_suffix(".part")
    part.write_text(f"{shift.total_seconds():.6f}\n", encoding="utf-8")
    part.replace(file)
