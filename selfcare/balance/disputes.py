"""An amount that somebody complains about waits for the answer, if the rest of the invoice is paid (art. 382)."""

from datetime import date

from sqlalchemy.orm import Session

from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money


def dispute(session: Session, invoice: Invoice, amount: Money, *, today: date) -> None:
    """So much of it is disputed from now on; nothing when all is answered. The caller holds `settling.lock`.

    If it had held everything back, the days of the law are counted from today.
    """
    session.flush()
    session.refresh(invoice, ["left_to_pay", "disputed"])
    was_held = invoice.is_held
    invoice.disputed = amount if invoice.currency == CURRENCY else Money()
    if was_held and not invoice.is_held:
        invoice.answered_on = today
