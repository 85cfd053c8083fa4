from selfcare.auth.views import pages

__all__ = ["pages"]
