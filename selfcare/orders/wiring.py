"""Choosing where the orders of this installation go."""

from selfcare.config import Settings
from selfcare.orders.gateway import OrderGateway
from selfcare.orders.gateways.https import HttpsOrders


def gateway_of(settings: Settings) -> OrderGateway | None:
    """None: nobody takes orders; they wait for the feed, for their day and for staff."""
    return HttpsOrders(settings.orders_endpoint, settings.orders_secret) if settings.orders_endpoint else None
