"""Paying by transfer: what to type into the bank's form, and the ZBP 2D code that types it (domain.md §3)."""

from __future__ import annotations

from dataclasses import dataclass

from selfcare.invoices.document import Document
from selfcare.invoices.models import Invoice
from selfcare.money import CURRENCY, Money, nrb_of

LONGEST_NAME = 20
LONGEST_TITLE = 32
_TOO_MUCH = Money(1_000_000)  # from here on the six digits of the amount are all zeros


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One transfer in PLN or in the invoice's own currency."""

    account: str  # 26 digits for PLN, else as the invoice writes it
    recipient: str
    recipient_nip: str
    title: str
    amount: Money
    currency: str = CURRENCY

    @property
    def code(self) -> str:
        """The text of the ZBP 2D code; "" when banks would not read it (another currency, no valid account)."""
        if self.currency != CURRENCY or not nrb_of(self.account):
            return ""
        return code_text(self)


def transfer_for(invoice: Invoice, document: Document, customers_account: str, left: Money) -> Transfer | None:
    """How to pay what is `left`; None when that is nothing, or nobody said where to pay.

    The invoice's own account wins; the customer's individual one stands in (only for PLN).
    """
    if left <= Money():
        return None
    if invoice.currency == CURRENCY:
        account = invoice.bank_account or nrb_of(customers_account) or ""
    else:
        account = next((account.number for account in document.payment.accounts), "")
    if not account:
        return None
    return Transfer(
        account=account,
        recipient=document.seller.name,
        recipient_nip=document.seller.nip,
        title=invoice.number,
        amount=left,
        currency=invoice.currency,
    )


def code_text(transfer: Transfer) -> str:
    """`NIP|PL|account|grosze|name|title|||`: nine fields, at most 160 characters, for a code of level L."""
    grosze = 0 if transfer.amount >= _TOO_MUCH else transfer.amount.grosze
    fields = (
        transfer.recipient_nip,
        "PL",
        transfer.account,
        f"{grosze:06d}",
        _cut(transfer.recipient, LONGEST_NAME),
        _cut(transfer.title, LONGEST_TITLE),
        "",
        "",
        "",
    )
    return "|".join(fields)


def _cut(text: str, longest: int) -> str:
    return " ".join(text.replace("|", " ").split())[:longest].rstrip()
