from selfcare.legal.views import pages

__all__ = ["pages"]
