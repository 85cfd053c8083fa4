"""What staff wrote about a customer's data, for the archive that hands out everything."""

from typing import Any

from sqlalchemy import Select, select

from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.staff.models import Reason


def _lists(customer: Customer) -> dict[str, Select[Any]]:
    return {"looks_at_calls.json": select(Reason).where(Reason.customer_id == customer.id).order_by(Reason.id)}


HOLDINGS = Holdings(facts={Reason: ("text", "given_at")}, lists=_lists)
