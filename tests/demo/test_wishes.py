"""Anna's orders in the demo."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.demo.wishes import add_orders
from selfcare.orders.models import Order
from tests import builders
from tests.builders import NOON


def test_anna_has_one_order_that_waits_and_one_that_is_done(db: Session, anna: Customer, tariff: Tariff) -> None:
    builders.make_tariff(db, "L10")

    add_orders(db, now=NOON)
    add_orders(db, now=NOON)

    orders = db.scalars(select(Order).order_by(Order.id)).all()
    assert [(order.state, order.customer_id, order.its_line.msisdn) for order in orders] == [
        ("done", anna.id, "+48500100200"),
        ("waiting", anna.id, "+48500100201"),
    ]
    assert orders[1].effective_on.isoformat() == "2026-12-01"
