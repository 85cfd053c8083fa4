from selfcare.payments.views import pages

__all__ = ["pages"]
