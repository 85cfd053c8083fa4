from selfcare.payments import history_pages, views  # noqa: F401  # each adds its pages
from selfcare.payments.counter import pages

__all__ = ["pages"]
