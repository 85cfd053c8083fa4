"""Whose an invoice is (contract §4)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from selfcare.feeds.models import InvoiceRow
from selfcare.invoices.document import Document


class NobodysInvoice(Exception):
    """No customer, or more than one. The text says why."""


class Holders:
    """The customers that some invoices may belong to, looked up at once."""

    def __init__(self, session: Session, documents: Iterable[Document], rows: Iterable[InvoiceRow]) -> None:
        buyers = [document.buyer for document in documents]
        numbers = {row.customer_no for row in rows} | {buyer.customer_no for buyer in buyers}
        named = session.scalars(select(Customer).where(Customer.customer_no.in_(numbers - {""})))
        self._by_number = {customer.customer_no: customer for customer in named}
        nips = {buyer.nip for buyer in buyers if buyer.customer_no not in self._by_number}
        counted = session.execute(
            select(Customer.nip, func.count(), func.min(Customer.id))
            .where(Customer.nip.in_(nips - {""}))
            .group_by(Customer.nip)
        ).all()
        self._with_nip = {nip: count for nip, count, _first in counted}
        only = [first for _nip, count, first in counted if count == 1]
        self._by_nip = {
            customer.nip: customer for customer in session.scalars(select(Customer).where(Customer.id.in_(only)))
        }

    def holder_of(self, document: Document, row: InvoiceRow | None) -> Customer:
        """Whom invoices.csv names, else NrKlienta, else the only one with the buyer's NIP. Raises NobodysInvoice."""
        if row and row.customer_no:
            return self._named_in_list(row.customer_no)
        buyer = document.buyer
        if found := self._by_number.get(buyer.customer_no) or self._by_nip.get(buyer.nip):
            return found
        if self._with_nip.get(buyer.nip, 0) > 1:
            raise NobodysInvoice(f"{self._with_nip[buyer.nip]} customers have the buyer's NIP {buyer.nip}.")
        raise NobodysInvoice(
            f"No customer has the buyer's number ({buyer.customer_no or 'none'}) or NIP ({buyer.nip or 'none'})."
        )

    def _named_in_list(self, customer_no: str) -> Customer:
        if customer_no not in self._by_number:
            raise NobodysInvoice(f"invoices.csv names the customer {customer_no}, who is unknown.")
        return self._by_number[customer_no]
