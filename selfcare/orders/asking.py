"""Who asks, and when: what every action on an order needs to know."""

from dataclasses import dataclass
from datetime import date, datetime

from selfcare.auth.models import SessionRow
from selfcare.customers.models import Customer


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One signed-in customer in one browser, now."""

    customer: Customer
    row: SessionRow
    now: datetime
    today: date  # in Warsaw
    secret_key: str
    request_id: str = ""
