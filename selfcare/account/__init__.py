from selfcare.account.views import pages

__all__ = ["pages"]
