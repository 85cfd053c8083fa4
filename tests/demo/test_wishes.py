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


def test_anna_has_moved_a_limit_and_ordered_an_option(db: Session, anna: Customer, tariff: Tariff) -> None:
    builders.make_tariff(db, "L10")
    for code, kind in (("ROAMING", "roaming"), ("UKRYTY", "clir")):
        builders.make_option(db, code, kind=kind)

    add_orders(db, now=NOON)

    orders = db.scalars(select(Order).where(Order.kind == "option_change").order_by(Order.id)).all()
    assert [(order.state, order.effective_on.isoformat()) for order in orders] == [
        ("done", "2026-07-08"),
        ("waiting", "2026-12-01"),
    ]
