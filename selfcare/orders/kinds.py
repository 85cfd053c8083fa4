"""The kinds of orders there are, with their rules."""

from collections.abc import Mapping

from selfcare.orders.assignment import Assignment
from selfcare.orders.contact_rules import ContactRules
from selfcare.orders.kind import Kind
from selfcare.orders.models import Order
from selfcare.orders.option_change import OptionChange
from selfcare.orders.paper import PaperChange
from selfcare.orders.payout_order import PayoutOrder
from selfcare.orders.sim_exchange import SimExchange
from selfcare.orders.stolen import SimBlockKind
from selfcare.orders.tariff_change import TariffChange
from selfcare.orders.termination import Termination

_ALL: tuple[Kind, ...] = (
    TariffChange(),
    OptionChange(),
    SimExchange(),
    SimBlockKind(),
    Termination(),
    Assignment(),
    PaperChange(),
    PayoutOrder(),
    ContactRules(),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def kind_of(order: Order) -> Kind:
    return KINDS[order.kind]
