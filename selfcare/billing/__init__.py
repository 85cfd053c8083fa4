from selfcare.billing.views import pages

__all__ = ["pages"]
