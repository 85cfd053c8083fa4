"""`selfcare fake-bank`: the bank to play with, alone. Its page is at the address it listens on."""

from pathlib import Path

import click

from selfcare.commands.portal import CannotStart
from selfcare.demo import folder
from selfcare.demo.processes import is_free
from selfcare.fakebank import HURRY, serve


@click.command("fake-bank")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", envvar="SELFCARE_DATA", default="var", type=click.Path(path_type=Path, file_okay=False))
@click.option("--hurry", default=HURRY, show_default=True, type=click.IntRange(1), help="How much faster time passes.")
def fake_bank(*, port: int, host: str, data: Path, hurry: int) -> None:
    """Play PayU and Przelewy24, for a demo. `selfcare demo` starts it by itself.

    Refuses a folder that no demo made: nobody shall take toy money for real one.
    """
    if folder.secret_key_of(data) is None:
        raise CannotStart(f"{data} is not the folder of a demo. The fake bank works for a demo only.")
    if not is_free(host, port):
        raise CannotStart(f"Port {port} on {host} is taken. Choose another one with --port.")
    folder.note_bank(data, host, port)
    serve(data / folder.BANK, host=host, port=port, hurry=hurry)
