from selfcare.contact.views import pages

__all__ = ["pages"]
