"""The kinds of CSV files that are read, in the order in which they are loaded."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sqlalchemy import select

from selfcare.catalogue.models import Tariff
from selfcare.customers.folding import fold
from selfcare.customers.models import Customer
from selfcare.feeds import cells
from selfcare.feeds.cells import Reader
from selfcare.feeds.held_contacts import hear_of_contacts
from selfcare.feeds.invoice_rows import InvoiceRows
from selfcare.feeds.kind import CsvKind
from selfcare.feeds.line_rows import LineRows
from selfcare.feeds.option_rows import LineOptionRows, OptionRows
from selfcare.feeds.order_rows import OrderRows
from selfcare.feeds.payment_rows import PaymentRows
from selfcare.feeds.ready import Ready
from selfcare.feeds.sign_out import end_sessions
from selfcare.feeds.staging import Row
from selfcare.feeds.usage_rows import UsageRows


class TariffRows(CsvKind):
    """What is on sale."""

    name = "tariffs"
    table = Tariff
    key = ("code",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "code": cells.word(64, needed=True),
        "name": cells.text(200, needed=True),
        "kind": cells.one_of("voice", "data"),
        "monthly_gross": cells.amount,
        "data_mb": cells.whole(),
        "eu_data_mb": cells.whole(),
        "minutes": cells.whole(-1),
        "sms": cells.whole(-1),
        "mms": cells.whole(-1),
        "rate_minute": cells.amount,
        "rate_sms": cells.amount,
        "rate_mms": cells.amount,
        "rate_mb": cells.amount,
        "available_from": cells.optional(cells.day),
        "available_to": cells.optional(cells.day),
        "price_list_url": cells.or_nothing(cells.url),
        "promotion_url": cells.or_nothing(cells.url),
    }


class CustomerRows(CsvKind):
    """Who the customers are."""

    name = "customers"
    table = Customer
    key = ("customer_no",)
    readers: ClassVar[Mapping[str, Reader]] = {
        "customer_no": cells.word(64, needed=True),
        "kind": cells.one_of("consumer", "business"),
        "name": cells.text(512, needed=True),
        "nip": cells.or_nothing(cells.nip),
        "street": cells.text(512),
        "postcode": cells.text(16),
        "city": cells.text(256),
        "email": cells.or_nothing(cells.email),
        "contact_phone": cells.or_nothing(cells.phone),
        "language": cells.language,
        "cycle_day": cells.whole(among=(1, 8, 16, 24)),
        "bank_account": cells.or_nothing(cells.bank_account),
        "paper_invoice": cells.flag,
        "status": cells.one_of("active", "blocked", "left", empty="active"),
    }
    optional = frozenset({"status"})
    indexed = ("nip", "email", "search_name")
    derived = ("search_name",)

    def derive(self, values: Row) -> Row:
        """Staff search for names without tails and strokes."""
        return {"search_name": fold(str(values["name"]))}

    def afterwards(self, ready: Ready, now: datetime) -> None:
        """Whoever left or is blocked is out at once; what was changed here is compared with what the file says."""
        hear_of_contacts(ready, now)
        if "status" in ready.changed:
            gone = select(ready.changed.target_id).where(ready.changed.status != "active")
            end_sessions(ready.connection, "customer_id", gone, now)


KINDS: Sequence[CsvKind] = (
    TariffRows(),
    OptionRows(),
    CustomerRows(),
    LineRows(),
    LineOptionRows(),
    InvoiceRows(),
    UsageRows(),
    PaymentRows(),
    OrderRows(),
)


def kind_of(path: Path, header: Sequence[str]) -> CsvKind | None:
    """By the file's name, else by its header; None: it is none of ours."""
    named = next((kind for kind in KINDS if path.name.lower() == f"{kind.name}.csv"), None)
    return named or next((kind for kind in KINDS if kind.fits(header)), None)
