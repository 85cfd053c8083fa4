"""The documents that say what to pay, and by when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.tables import Table

_UNPAID = text("left_to_pay > 0")


class Invoice(Table):
    """What lists and sums need of an invoice, copied from its XML once, when it came."""

    __tablename__ = "invoice"
    __table_args__ = (
        Index("ix_invoice_newest", "customer_id", "issued_on", "id"),
        Index("ix_invoice_to_pay", "customer_id", "left_to_pay"),
        Index("ix_invoice_number", "customer_id", "number"),
        Index("ix_invoice_numbered", "number"),  # staff know an invoice, not yet whose
        Index("ix_invoice_due", "due_on", sqlite_where=_UNPAID, postgresql_where=_UNPAID),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(unique=True)  # of the XML: this is the document's identity
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    number: Mapped[str] = mapped_column(String(256))  # P_2; not unique, not even in the Ministry's samples
    kind: Mapped[str] = mapped_column(String(8))  # RodzajFaktury: VAT, KOR, ZAL, ROZ, UPR, KOR_ZAL, KOR_ROZ
    issued_on: Mapped[date]  # P_1
    period_from: Mapped[date | None]  # P_6_Od, or P_6
    period_to: Mapped[date | None]  # P_6_Do, or P_6
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[Money]  # P_15, gross
    to_pay: Mapped[Money]  # DoZaplaty, or minus DoRozliczenia, or P_15 with charges and deductions
    left_to_pay: Mapped[Money]  # to_pay less what was paid; the ledger sets it, nobody else
    disputed: Mapped[Money] = mapped_column(default=Money(), server_default="0")  # what open complaints claim of it
    answered_on: Mapped[date | None]  # when a complaint that had held everything back ended
    due_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    ksef_number: Mapped[str] = mapped_column(String(36), default="")
    seller_nip: Mapped[str] = mapped_column(String(10))
    bank_account: Mapped[str] = mapped_column(String(26), default="")  # a valid Polish NRB, or nothing
    file_name: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime]

    customer: Mapped[Customer] = relationship()
    xml: Mapped[InvoiceXml] = relationship()
    corrected: Mapped[list[Corrected]] = relationship()

    @property
    def is_correction(self) -> bool:
        return self.kind.startswith("KOR")

    @property
    def is_part_paid(self) -> bool:
        return Money(0) < self.left_to_pay < self.to_pay

    @property
    def is_to_pay(self) -> bool:
        return self.left_to_pay > Money(0)

    @property
    def waits_for_answer(self) -> Money:
        """How much of what is left is disputed."""
        return min(self.left_to_pay, self.disputed) if self.is_to_pay else Money()

    @property
    def undisputed(self) -> Money:
        """What is to be paid whatever the answer will be."""
        return self.left_to_pay - self.waits_for_answer if self.is_to_pay else Money()

    @property
    def is_held(self) -> bool:
        """Whether all that is left waits for an answer: until then the law lets nobody call for it."""
        return self.is_to_pay and not self.undisputed

    def is_overdue(self, today: date) -> bool:
        return self.is_to_pay and self.due_on is not None and self.due_on < today


class InvoiceXml(Table):
    """The document itself, byte for byte. In a table of its own, so that lists never drag it along."""

    __tablename__ = "invoice_xml"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    content: Mapped[bytes]


class Corrected(Table):
    """An earlier document that a correction names. It may be known here, or not (yet)."""

    __tablename__ = "invoice_corrected"
    __table_args__ = (Index("ix_invoice_corrected_number", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    number: Mapped[str] = mapped_column(String(256))  # NrFaKorygowanej
    issued_on: Mapped[date | None]  # DataWystFaKorygowanej
    ksef_number: Mapped[str] = mapped_column(String(36), default="")  # NrKSeFFaKorygowanej
