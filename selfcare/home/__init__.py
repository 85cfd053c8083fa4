from selfcare.home.views import pages

__all__ = ["pages"]
