from selfcare.orders import tariff_change_pages, views  # noqa: F401  # each adds its pages
from selfcare.orders.counter import pages

__all__ = ["pages"]
