"""The doctor looks at orders that nobody takes."""

from dataclasses import replace

from sqlalchemy import select

from selfcare import clock
from selfcare.commands.portal import closing
from selfcare.database import session
from selfcare.orders.handing_over import SEND_ORDER
from selfcare.outbox.actions import put
from selfcare.outbox.models import Task
from tests.commands.conftest import Installation

TAKING = {"SELFCARE_ORDERS_ENDPOINT": "https://billing.example.org/orders", "SELFCARE_ORDERS_SECRET": "s" * 40}


def said(installation: Installation) -> str:
    lines = installation.run("doctor", exit_code=0).output.splitlines()
    return next(line for line in lines if line[6:].startswith("orders"))


def test_an_order_that_nobody_takes_is_worth_a_look(installation: Installation) -> None:
    assert said(installation).startswith("warn  orders      SELFCARE_ORDERS_ENDPOINT is not set")
    taking = replace(installation, more={**installation.more, **TAKING})
    assert said(taking).startswith("ok")

    app = installation.portal()
    with closing(app), app.app_context():
        put(session(), SEND_ORDER, {"key": "Z1-placed", "body": "{}"}, now=clock.now())
        session().flush()
        session().scalars(select(Task).where(Task.kind == SEND_ORDER)).one().last_error = "orders: HTTP 503"
        session().commit()

    assert said(taking).endswith("1 could not be handed over yet, the newest because of 'orders: HTTP 503'")
