"""`selfcare worker`: sends messages, tries again what failed, forgets what is old."""

from datetime import timedelta

import click

from selfcare.commands.portal import open_portal
from selfcare.outbox.shift import Shift
from selfcare.outbox.worker import LEASE


@click.command("worker")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 32), help="How many tasks at once.")
@click.option(
    "--lease",
    default=int(LEASE.total_seconds()),
    show_default=True,
    type=click.IntRange(1, 3600),
    help="Seconds after which another worker may take what a killed one had begun.",
)
def worker(*, threads: int, lease: int) -> None:
    """Work in the background until SIGTERM; what was begun is finished first. Any number of them may run."""
    Shift(open_portal(), threads=threads, lease=timedelta(seconds=lease)).work()
