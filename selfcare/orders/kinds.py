"""The kinds of orders there are, with their rules."""

from collections.abc import Mapping

from selfcare.orders.kind import Kind
from selfcare.orders.models import Order
from selfcare.orders.tariff_change import TariffChange

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (TariffChange(),)}


def kind_of(order: Order) -> Kind:
    return KINDS[order.kind]
