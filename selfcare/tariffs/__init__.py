from selfcare.tariffs.views import pages

__all__ = ["pages"]
