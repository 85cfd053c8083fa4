"""The operator's end of the wire: a real server that takes orders, and reads what it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fastjsonschema
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.orders.gateways.https import HttpsOrders
from selfcare.orders.handing_over import SEND_ORDER
from selfcare.outbox.models import Task

SECRET = "a secret for tests only, thirty-two b"
SCHEMA = Path(__file__).parent.parent.parent / "docs" / "order.schema.json"
check_letter = fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))


@contextmanager
def taking_orders(app: Flask, endpoint: str, patience: float = 5) -> Iterator[None]:
    """This portal hands its orders over to that address."""
    app.extensions["order_gateway"] = HttpsOrders(endpoint, SECRET, patience=patience)
    yield
    app.extensions["order_gateway"] = None


def letters(db: Session) -> list[dict[str, Any]]:
    """What waits to be sent, in the order in which it happened. Each fits the schema."""
    tasks = db.scalars(select(Task).where(Task.kind == SEND_ORDER).order_by(Task.id))
    found = [json.loads(json.loads(task.facts)["body"]) for task in tasks if task.facts]
    for letter in found:
        check_letter(letter)
    return found
