"""What an FA(3) invoice says, as plain facts. Nothing here is counted anew: every figure stands in the XML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from selfcare.money import Money, nrb_of

SUBSCRIPTION_UNITS = {"mies.", "mies", "m-c", "mc", "miesiąc"}  # P_8A of what is billed by the month


@dataclass(frozen=True, kw_only=True)
class Party:
    """Seller, buyer, or somebody else with a part in the sale (Podmiot1, Podmiot2, Podmiot3)."""

    name: str = ""
    nip: str = ""
    foreign_id: str = ""  # with its country's code: `US 999999999`, `DE 123456789`
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    phone: str = ""
    customer_no: str = ""  # NrKlienta
    role: str = ""  # Rola or OpisRoli of a Podmiot3

    @property
    def tax_id(self) -> str:
        return self.nip or self.foreign_id


@dataclass(frozen=True, kw_only=True)
class Line:
    """One FaWiersz. Its phone number stands in `Indeks`, in E.164 or as nine digits, when it has one."""

    number: int
    name: str = ""  # P_7
    msisdn: str = ""  # E.164, from Indeks
    index: str = ""  # Indeks, when it is something else
    on: date | None = None  # P_6A
    unit: str = ""  # P_8A
    quantity: Decimal | None = None  # P_8B
    unit_net: Decimal | None = None  # P_9A
    unit_gross: Decimal | None = None  # P_9B
    net: Money | None = None  # P_11
    gross: Money | None = None  # P_11A
    vat: Money | None = None  # P_11Vat
    rate: str = ""  # P_12 as written: "23", "zw", "0 EX"
    before: bool = False  # StanPrzed: how it was before the correction

    @property
    def amount(self) -> Money | None:
        """What the line says it costs: gross if it says so, else net."""
        return self.gross if self.gross is not None else self.net

    @property
    def price(self) -> Decimal | None:
        """Of one unit, gross or net as the amount is."""
        return self.unit_gross if self.unit_gross is not None else self.unit_net

    @property
    def is_subscription(self) -> bool:
        """Billed by the month, or called so: nothing else in an FA(3) tells it from other services."""
        return self.unit.lower() in SUBSCRIPTION_UNITS or "abonament" in self.name.lower()


@dataclass(frozen=True, kw_only=True)
class VatRow:
    """One pair P_13_x/P_14_x."""

    rate: str  # "23", "0", "zw", …
    net: Money
    vat: Money | None  # None: there is no tax to speak of
    vat_in_pln: Money | None = None  # P_14_xW, when the invoice is in another currency

    @property
    def gross(self) -> Money:
        return self.net + (self.vat or Money())


@dataclass(frozen=True)
class Adjustment:
    """A charge or a deduction that is no sale: interest, a deposit, an overpayment."""

    reason: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """Rozliczenie: from the gross total to what is really to be paid."""

    charges: tuple[Adjustment, ...] = ()
    deductions: tuple[Adjustment, ...] = ()
    to_pay: Money | None = None  # DoZaplaty
    to_settle: Money | None = None  # DoRozliczenia: what the seller owes


@dataclass(frozen=True, kw_only=True)
class PartPayment:
    """Something paid before the invoice was issued."""

    amount: Money
    on: date
    method: str = ""  # code of FormaPlatnosci, or a description


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day to pay by, or words in its place ("30 Dzień, Otrzymanie faktury")."""

    on: date | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Where to pay."""

    number: str
    swift: str = ""
    bank: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Platnosc."""

    is_paid: bool = False  # Zaplacono, or the last of several part payments
    paid_on: date | None = None
    parts: tuple[PartPayment, ...] = ()
    due: tuple[Due, ...] = ()
    method: str = ""
    accounts: tuple[BankAccount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CorrectedFact:
    """One DaneFaKorygowanej: which earlier document is corrected."""

    number: str
    issued_on: date
    ksef_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a correction says about itself."""

    reason: str = ""
    corrected: tuple[CorrectedFact, ...] = ()
    period: str = ""  # OkresFaKorygowanej, e.g. "first half of 2026"
    right_number: str = ""  # NrFaKorygowany: when the number itself was wrong
    seller_before: Party | None = None
    buyers_before: tuple[Party, ...] = ()


@dataclass(frozen=True)
class Note:
    """A key and its value: DodatkowyOpis, and the same in attachments."""

    key: str
    value: str
    line: int | None = None  # NrWiersza


@dataclass(frozen=True, kw_only=True)
class AttachedTable:
    """One Tabela of an attachment: the usage behind the invoice."""

    title: str = ""
    notes: tuple[Note, ...] = ()
    columns: tuple[str, ...]
    kinds: tuple[str, ...]  # Typ of each column: txt, date, int, dec, …
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    @property
    def are_right(self) -> tuple[bool, ...]:
        """Which columns hold figures, and are aligned to the right."""
        return tuple(kind in {"int", "dec"} for kind in self.kinds)

    def filled(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """The row with as many cells as there are columns."""
        return (row + ("",) * len(self.columns))[: len(self.columns)]


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One BlokDanych."""

    title: str = ""
    notes: tuple[Note, ...] = ()
    paragraphs: tuple[str, ...] = ()
    tables: tuple[AttachedTable, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """The whole invoice."""

    seller: Party
    buyer: Party
    others: tuple[Party, ...] = ()
    currency: str
    issued_on: date  # P_1
    issued_at: str = ""  # P_1M, a place
    number: str  # P_2
    period_from: date | None = None  # P_6_Od, or P_6
    period_to: date | None = None
    vat: tuple[VatRow, ...] = ()
    total: Money  # P_15
    kind: str  # RodzajFaktury
    correction: Correction | None = None
    notes: tuple[Note, ...] = ()
    lines: tuple[Line, ...] = ()
    order_lines: tuple[Line, ...] = ()  # Zamowienie, of an invoice for an advance
    settlement: Settlement | None = None
    payment: Payment = Payment()
    exemption: str = ""  # P_19A, B or C: why there is no VAT
    footer: tuple[str, ...] = ()
    registers: tuple[Note, ...] = ()  # KRS, REGON, BDO of the seller
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = ()  # what is odd but no reason to refuse it

    @property
    def customer_no(self) -> str:
        return self.buyer.customer_no

    @property
    def to_pay(self) -> Money:
        """DoZaplaty, or less than nothing for DoRozliczenia, or P_15 with charges and deductions."""
        rest = self.settlement
        if rest is None:
            return self.total
        if rest.to_pay is not None:
            return rest.to_pay
        if rest.to_settle is not None:
            return -rest.to_settle
        extra = sum((item.amount.grosze for item in rest.charges), 0)
        return self.total + Money(extra - sum(item.amount.grosze for item in rest.deductions))

    @property
    def paid(self) -> Money:
        """What was paid before the invoice was issued."""
        if self.payment.is_paid:
            return self.to_pay
        return Money(sum(part.amount.grosze for part in self.payment.parts))

    @property
    def left_to_pay(self) -> Money:
        """Never below nothing: what a correction gives back is not "to pay"."""
        return max(self.to_pay - self.paid, Money())

    @property
    def due_on(self) -> date | None:
        """The first day to pay by; None when the invoice only describes it."""
        return min((due.on for due in self.payment.due if due.on), default=None)

    @property
    def bank_account(self) -> str:
        """The first of its accounts that is a valid Polish NRB, 26 digits; "" if none is."""
        return next((nrb for account in self.payment.accounts if (nrb := nrb_of(account.number))), "")
