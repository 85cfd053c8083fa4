from selfcare.complaints import filing_pages, views  # noqa: F401  # each adds its pages
from selfcare.complaints.counter import pages

__all__ = ["pages"]
