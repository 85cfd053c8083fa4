"""What we need from the operator's systems to hand orders over, in our own words."""

from typing import Protocol


class OrderGateway(Protocol):
    """Implemented once, for any system that takes JSON over HTTPS."""

    def send(self, body: bytes, key: str) -> None:
        """Hand over one letter; `key` is the same at every try, so that two of it are taken for one.

        Raises PartnerUnavailable for any answer but yes: it is sent again later.
        """
