"""What a feature holds on a customer, for the archive that hands out everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from selfcare.customers.models import Customer
from selfcare.tables import Table


@dataclass(frozen=True)
class Holdings:
    """Which facts of which table are given out, and the query of each list by its file's name."""

    facts: Mapping[type[Table], tuple[str, ...]]
    lists: Callable[[Customer], Mapping[str, Select[Any]]]
