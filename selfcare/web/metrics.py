"""How many requests, how fast: counted in every process, added up where `selfcare serve` shows them."""

import os
from pathlib import Path

from flask import Flask, Response, g, request

from selfcare import clock

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # upper ends of the buckets
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # read by the library when it is imported


def init_app(app: Flask, folder: Path | None) -> None:
    """Count in this folder; None: nobody asked for it, and nothing is counted."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[_FOLDER] = str(folder)
    from prometheus_client import Histogram, registry  # noqa: PLC0415  # not before it knows the folder

    own = registry.CollectorRegistry()  # one app, one count: tests have several
    took = Histogram(
        "selfcare_request_seconds",
        "Time from a request to its answer.",
        ("method", "endpoint", "status"),
        buckets=SECONDS,
        registry=own,
    )

    @app.after_request
    def count(response: Response) -> Response:
        seconds = clock.seconds() - g.get("began", clock.seconds())
        took.labels(request.method, request.endpoint or "", response.status_code).observe(seconds)
        return response
