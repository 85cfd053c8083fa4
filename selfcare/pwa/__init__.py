from selfcare.pwa.views import pages

__all__ = ["pages"]
