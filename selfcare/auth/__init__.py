from selfcare.auth import step_up_pages
from selfcare.auth.views import pages

__all__ = ["pages", "step_up_pages"]
