"""Another e-mail address or contact number, on its way."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfcare.customers.models import Customer
from selfcare.orders.models import Order
from selfcare.tables import Table

EMAIL_ADDRESS, CONTACT_NUMBER = "email", "phone"  # what is changed
FIELDS = {EMAIL_ADDRESS: "email", CONTACT_NUMBER: "contact_phone"}  # of the customer
WAY_BACK_LASTS = timedelta(days=7)


class ContactChange(Table):
    """What is to be proved before it holds, the order that then tells the operator, and the way back."""

    __tablename__ = "contact_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))  # email, phone
    former: Mapped[str] = mapped_column(String(254))  # empty: there was none
    wanted: Mapped[str] = mapped_column(String(254))
    session_id: Mapped[int]  # the browser that asked; sessions are forgotten sooner
    new_code_id: Mapped[int | None]  # the newest code sent to each; codes are forgotten sooner, too
    old_code_id: Mapped[int | None]
    new_proved_at: Mapped[datetime | None]
    old_proved_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]  # given up, replaced by another one, or taken back
    order_id: Mapped[int | None] = mapped_column(ForeignKey("customer_order.id"), index=True)  # none: not yet proved
    way_back: Mapped[bytes | None] = mapped_column(unique=True)  # SHA-256 of what was sent to the former one

    customer: Mapped[Customer] = relationship()
    order: Mapped[Order | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Neither proved nor given up."""
        return self.order_id is None and self.dropped_at is None

    @property
    def holds_now(self) -> str:
        return str(getattr(self.customer, FIELDS[self.what]))

    def set_to(self, address: str) -> None:
        setattr(self.customer, FIELDS[self.what], address)

    def still_to_prove(self) -> tuple[str, ...]:
        """`new`, `old`: whose codes are missing."""
        old = ("old",) if self.former and not self.old_proved_at else ()
        return (() if self.new_proved_at else ("new",)) + old
