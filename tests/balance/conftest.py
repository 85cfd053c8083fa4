"""Anna's ledger."""

import pytest
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from tests.balance.ledger import Ledger


@pytest.fixture
def annas(db: Session, anna: Customer) -> Ledger:
    return Ledger(db, anna)
