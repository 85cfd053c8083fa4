"""Whether the process is alive and whether it can work. No details: everyone may ask."""

from flask import Blueprint

from selfcare import database
from selfcare.web.access import open_to_everyone

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to_everyone
def alive() -> tuple[str, int]:
    return "ok\n", 200


@pages.get("/readyz")
@open_to_everyone
def ready() -> tuple[str, int]:
    return ("ok\n", 200) if database.is_ready() else ("not ready\n", 503)
