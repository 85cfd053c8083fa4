"""Where orders are taken: the blueprint of all their pages, and who stands before it."""

from typing import cast

from flask import Blueprint, current_app, g

from selfcare import clock
from selfcare.auth.signed_in import current_customer, current_session
from selfcare.config import Settings
from selfcare.orders.asking import Asking

pages = Blueprint("orders", __name__, url_prefix="/orders")


def asking() -> Asking:
    """Who asks in this request."""
    settings = cast("Settings", current_app.extensions["settings"])
    return Asking(
        customer=current_customer(),
        row=current_session(),
        now=clock.now(),
        today=clock.today(),
        secret_key=settings.secret_key,
        request_id=g.request_id,
    )
