from selfcare.orders import (  # noqa: F401  # each adds its pages
    account_pages,
    contact_change_pages,
    leaving_pages,
    option_pages,
    sim_pages,
    stolen_pages,
    tariff_change_pages,
    views,
)
from selfcare.orders.counter import pages

__all__ = ["pages"]
