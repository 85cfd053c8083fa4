"""`selfcare fake-bank`: the bank to play with, and the operator who takes orders, alone.

The bank's page is at the address it listens on.
"""

import os
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from selfcare import clock
from selfcare.commands.portal import CannotStart, closing, open_portal
from selfcare.demo import folder
from selfcare.demo.order_desk import OrderDesk
from selfcare.demo.processes import is_free
from selfcare.fakebank import HURRY, serve
from selfcare.feeds.importing import Busy, import_paths


@click.command("fake-bank")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", envvar="SELFCARE_DATA", default="var", type=click.Path(path_type=Path, file_okay=False))
@click.option("--hurry", default=HURRY, show_default=True, type=click.IntRange(1), help="How much faster time passes.")
def fake_bank(*, port: int, host: str, data: Path, hurry: int) -> None:
    """Play PayU and Przelewy24 for a demo, and the operator who takes its orders. `selfcare demo` starts it by itself.

    Refuses a folder that no demo made: nobody shall take toy money for real one.
    """
    if folder.secret_key_of(data) is None:
        raise CannotStart(f"{data} is not the folder of a demo. The fake bank works for a demo only.")
    if not is_free(host, port):
        raise CannotStart(f"Port {port} on {host} is taken. Choose another one with --port.")
    folder.note_bank(data, host, port)
    app = open_portal({**os.environ, "SELFCARE_DATA": str(data)})
    desk = OrderDesk(data / folder.DESK, folder.desk_secret_of(data), _importer(app), today=clock.today)
    with closing(app), desk.listen(host, folder.desk_port_of(data)):
        serve(data / folder.BANK, host=host, port=port, hurry=hurry)


def _importer(app: Flask) -> Callable[[Path], bool]:
    """Load the operator's answers as he would; later, when somebody else is loading something."""

    def deliver(path: Path) -> bool:
        with app.app_context():
            try:
                import_paths([path])
            except (Busy, OperationalError):
                return False
        return True

    return deliver
