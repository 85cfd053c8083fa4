from selfcare.invoices.views import pages

__all__ = ["pages"]
