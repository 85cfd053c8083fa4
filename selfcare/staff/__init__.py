from selfcare.staff import (  # each adds its pages
    me_views,
    views,
)
from selfcare.staff.counter import pages

__all__ = ["me_views", "pages", "views"]
