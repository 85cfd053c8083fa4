"""`selfcare serve`: the production web server. Put a buffering proxy in front of it (docs/nginx.conf)."""

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from selfcare.commands.portal import open_portal
from selfcare.web.garbage import between_requests

FACTORY = "selfcare.commands.server:application"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Threads of each.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Start the production web server. It speaks plain http: a proxy in front of it speaks https (docs/nginx.conf)."""
    app = open_portal()  # here and now: what is wrong is said once, not by every process
    from selfcare.commands import metrics  # noqa: PLC0415  # its library looks for its folder when it is imported

    server = Granian(
        FACTORY,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=threads * 16,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    with metrics.shown(app.extensions["settings"]):
        server.serve()


def application() -> Flask:
    """One process's portal."""
    app = open_portal()
    app.wsgi_app = between_requests(app.wsgi_app)  # type: ignore[method-assign]
    return app
