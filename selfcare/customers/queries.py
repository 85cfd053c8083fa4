"""Finding customers."""

from sqlalchemy import Select, select

from selfcare.customers.models import Customer


def customers_with_email(email: str) -> Select[Customer]:
    """Everybody who gave this address. Two means that it signs nobody in (domain.md §2)."""
    return select(Customer).where(Customer.email == email.strip().lower())


def customer_numbered(customer_no: str) -> Select[Customer]:
    return select(Customer).where(Customer.customer_no == customer_no)
