"""What we need from wherever the operator publishes price lists and rules of promotions."""

from typing import Protocol


class NoPaper(Exception):
    """There is no PDF at that address, or one that is too large. Asking again today changes nothing."""


class PaperSource(Protocol):
    """Implemented by HTTPS; the demo has its own papers."""

    def read(self, address: str) -> bytes:
        """The bytes of a PDF. Raises PartnerUnavailable to be asked again later, NoPaper if that would not help."""
