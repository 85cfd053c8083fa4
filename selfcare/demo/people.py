"""Who lives in the demo: tariffs of an invented operator, Anna, Bartek, and any number of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from selfcare.demo.periods import Period, periods_until
from selfcare.money import Money

MONTHS = 24
ACTIVATION_FEE = Money(2500)
PAPER_FEE = Money(615)


@dataclass(frozen=True)
class Plan:
    """A tariff on sale."""

    code: str
    name: str
    kind: str
    monthly: Money  # gross
    data_mb: int
    eu_data_mb: int
    minutes: int
    texts: int = -1  # SMS and MMS, each; a data plan has none
    since: date = date(2023, 1, 1)
    until: date | None = None  # the last day on which it was sold

    @property
    def monthly_net(self) -> Money:
        return Money.rounded(self.monthly.zlote / Decimal("1.23"))


L10 = Plan("L10", "Listek 10 GB", "voice", Money(2499), 10240, 3072, -1)
L30 = Plan("L30", "Listek 30 GB", "voice", Money(3999), 30720, 8192, -1)
L60 = Plan("L60", "Listek 60 GB", "voice", Money(5499), 61440, 12288, -1)
NET = Plan("NET100", "Listek Net 100", "data", Money(4999), 102400, 15360, 0, 0)
FIRMA = Plan("FIRMA50", "Listek Firma 50 GB", "voice", Money(6027), 51200, 11264, -1)
PLANS = (
    *(L10, L30, L60, NET, FIRMA),
    Plan("MINI", "Listek Mini 2 GB", "voice", Money(1499), 2048, 1024, 200, 100),
    Plan("SENIOR", "Listek Spokojny 5 GB", "voice", Money(1999), 5120, 2048, -1, 300),
    Plan("L100", "Listek 100 GB", "voice", Money(6999), 102400, 16384, -1, since=date(2025, 3, 1)),
    Plan("L200", "Listek 200 GB", "voice", Money(8999), 204800, 21504, -1, since=date(2026, 5, 4)),
    Plan("L20", "Listek 20 GB", "voice", Money(3499), 20480, 6144, -1, until=date(2025, 12, 31)),
    Plan("NET30", "Listek Net 30", "data", Money(2999), 30720, 9216, 0, 0),
    Plan("NET300", "Listek Net 300", "data", Money(7499), 307200, 22528, 0, 0, since=date(2025, 9, 1)),
    Plan("NET50", "Listek Net 50", "data", Money(3999), 51200, 12288, 0, 0, until=date(2024, 8, 31)),
)


@dataclass(frozen=True)
class Sim:
    """A number, the card in it and since when."""

    msisdn: str
    plan: Plan
    activated_on: date
    iccid: str
    puk: str
    is_main: bool = False
    sim_kind: str = "sim"
    contact_phone: str = ""
    contract_until: date | None = None
    termination_fee: Money | None = None

    @property
    def national(self) -> str:
        """Nine digits, as invoices show numbers."""
        return self.msisdn.removeprefix("+48")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer of the demo, with everything that billing needs."""

    place: int  # 0 is Anna, 1 Bartek; makes invoice numbers
    customer_no: str
    name: str
    street: str
    postcode: str
    city: str
    email: str
    nip: str = ""  # empty: a consumer
    language: str = "pl"
    cycle_day: int = 1
    paper_invoice: bool = False
    sims: tuple[Sim, ...] = ()
    periods: tuple[Period, ...] = field(default=(), repr=False)  # of the invoices, oldest first

    @property
    def is_business(self) -> bool:
        return bool(self.nip)

    @property
    def main(self) -> Sim:
        return self.sims[0]

    @property
    def bank_account(self) -> str:
        """An account of a bank that does not exist (code 9990 0009), with right check digits."""
        rest = f"99900009{self.customer_no:0>12}0001"
        return f"{98 - int(rest + '252100') % 97:02d}{rest}"


def anna(today: date) -> Person:
    """Two voice lines from the start; the data line joined ten months later."""
    periods = periods_until(today, cycle_day=1, count=MONTHS)
    began = periods[0].first - timedelta(days=13)
    joined = periods[10].first - timedelta(days=9)
    return Person(
        place=0,
        customer_no="1002456",
        name="Anna Nowak",
        street="ul. Klonowa 7/3",
        postcode="30-001",
        city="Kraków",
        email="anna@example.org",
        periods=periods,
        sims=(
            Sim("+48500100200", L30, began, "8948000000000000011", "12345678", is_main=True, sim_kind="esim"),
            Sim("+48500100201", L10, began, "8948000000000000012", "22345678"),
            Sim(
                "+48500100209",
                NET,
                joined,
                "8948000000000000013",
                "32345678",
                contact_phone="+48500100200",
                contract_until=joined.replace(year=joined.year + 2),  # never a 29th of February
                termination_fee=Money(18000),
            ),
        ),
    )


def bartek(today: date) -> Person:
    """A firm of one man, which still wants its invoices on paper."""
    periods = periods_until(today, cycle_day=1, count=MONTHS)
    return Person(
        place=1,
        customer_no="1002457",
        name="Zieliński Instalacje Bartek Zieliński",
        nip="1111111111",
        street="ul. Lipowa 1",
        postcode="00-950",
        city="Warszawa",
        email="bartek@example.org",
        paper_invoice=True,
        periods=periods,
        sims=(
            Sim(
                "+48500100300",
                FIRMA,
                periods[0].first - timedelta(days=10),
                "8948000000000000021",
                "42345678",
                is_main=True,
            ),
        ),
    )
