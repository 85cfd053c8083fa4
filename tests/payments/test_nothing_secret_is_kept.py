"""No BLIK code in any row, log or message, whatever becomes of it; no whole account number beyond need."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.balance import payouts
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.tables import Table
from tests.balance.ledger import TODAY, Ledger
from tests.browser import Browser
from tests.builders import NOON
from tests.payments.company import Company
from tests.payments.test_pay_pages import PAY

ACCOUNT = "61109010140000071219812874"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def rows_with(db: Session, text: str) -> set[str]:
    """Names of tables that hold a text anywhere."""
    tables = Table.metadata.sorted_tables
    return {table.name for table in tables if any(text in str(row) for row in db.execute(select(table)))}


@pytest.mark.parametrize(
    ("typed", "status"),
    [("777 431", 200), ("700703", 422), ("111-111", 422), ("98765", 422)],  # taken, used, unknown, too short
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "sheet"])
def test_a_code_is_kept_nowhere(  # noqa: PLR0917  # pytest passes by name
    annas: Browser,
    db: Session,
    invoice: Invoice,
    company: Company,
    capfd: pytest.CaptureFixture[str],
    typed: str,
    status: int,
    headers: dict[str, str],
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=status, headers=headers, blik_code=typed)

    said = "".join(capfd.readouterr())
    digits = "".join(filter(str.isdigit, typed))
    for code in {typed, digits}:
        assert code not in said
        assert invoice.bank_account not in said
        assert code not in annas.response.get_data(as_text=True)
        assert rows_with(db, code) == set()


def test_a_silent_company_makes_nobody_keep_it(
    annas: Browser, db: Session, invoice: Invoice, company: Company, capfd: pytest.CaptureFixture[str]
) -> None:
    company.is_silent = True

    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=503, blik_code="777431")

    assert "777431" not in "".join(capfd.readouterr()) + annas.response.get_data(as_text=True)
    assert rows_with(db, "777431") == set()


@pytest.mark.parametrize("is_sent", [True, False])
def test_the_account_of_a_payout_is_kept_whole_only_until_it_is_sent(
    db: Session, anna: Customer, capfd: pytest.CaptureFixture[str], *, is_sent: bool
) -> None:
    Ledger(db, anna).receive(8000)
    payout = payouts.ask(
        db, anna, Money(5000), f"PL {ACCOUNT}", form_key="k", needs_two_above=Money(50000), now=NOON, today=TODAY
    )
    db.flush()
    waiting = rows_with(db, ACCOUNT)

    payouts.approve(db, payout, by="bok@example.org", now=NOON)
    if is_sent:
        payouts.note_sent(db, payout, by="bok@example.org", now=NOON)
    else:
        payouts.reject(db, payout, by="bok@example.org", reason="no", now=NOON)
    db.flush()

    assert waiting == {"payout"}
    assert rows_with(db, ACCOUNT) == set()
    assert ACCOUNT not in "".join(capfd.readouterr())
