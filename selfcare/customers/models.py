"""Who the customer is."""

from sqlalchemy import String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from selfcare.customers.folding import fold
from selfcare.tables import Table


class Customer(Table):
    """A person or a firm with a contract. All of it comes from the operator's billing system."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # consumer, business
    name: Mapped[str]
    search_name: Mapped[str] = mapped_column(Text, index=True, default="", server_default=text("''"))  # folded
    nip: Mapped[str] = mapped_column(String(10), index=True, default="")
    street: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    city: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(String(254), index=True, default="")  # lower case
    contact_phone: Mapped[str] = mapped_column(String(16), default="")  # E.164
    language: Mapped[str] = mapped_column(String(8), default="pl")
    cycle_day: Mapped[int] = mapped_column(default=1)  # 1, 8, 16 or 24
    bank_account: Mapped[str] = mapped_column(String(26), default="")  # NRB, 26 digits
    paper_invoice: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), default="active")  # active, blocked, left
    chosen_language: Mapped[str | None] = mapped_column(String(8))  # chosen here; wins over the feed's

    @validates("name")
    def _keep_folded(self, _key: str, name: str) -> str:
        self.search_name = fold(name)
        return name

    @property
    def speaks(self) -> str:
        """The language of pages and messages: what the customer chose here, else what the operator knows."""
        return self.chosen_language or self.language

    @property
    def may_sign_in(self) -> bool:
        return self.status == "active"
