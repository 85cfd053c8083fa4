from selfcare.tariffs import advisor_pages, views  # noqa: F401  # each adds its pages
from selfcare.tariffs.counter import pages

__all__ = ["pages"]
