"""What is held on a customer's yearly information, for the archive that hands out everything."""

from typing import Any

from sqlalchemy import Select

from selfcare.customers.holdings import Holdings
from selfcare.customers.models import Customer
from selfcare.tariffs.models import YearlyAdvice
from selfcare.tariffs.queries import advice_given_to


def _lists(customer: Customer) -> dict[str, Select[Any]]:
    return {"tariff-advice.json": advice_given_to(customer)}


HOLDINGS = Holdings(facts={YearlyAdvice: ("told_on", "said")}, lists=_lists)
