"""What is held on a customer's orders, for the archive that hands out everything."""

from typing import Any

from sqlalchemy import Select

from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.contact_queries import changes_of
from selfcare.orders.models import Order
from selfcare.orders.queries import orders_of

_GIVEN = (
    *("number", "kind", "state", "reason", "asked", "terms_version", "price", "effective_on", "language", "sent_to"),
    *("asked_at", "placed_at", "accepted_at", "closed_at", "said"),
)
_OF_CONTACTS = ("what", "former", "wanted", "new_proved_at", "old_proved_at", "asked_at", "dropped_at")


def _lists(customer: Customer) -> dict[str, Select[Any]]:
    return {"orders.json": orders_of(customer), "contact_changes.json": changes_of(customer)}


HOLDINGS = Holdings(facts={Order: _GIVEN, ContactChange: _OF_CONTACTS}, lists=_lists)
