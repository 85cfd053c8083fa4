"""What we need from whoever carries our SMS and our e-mail, in our own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Refused(Exception):
    """The carrier will never take this message: no such address, no such number. Asking again changes nothing."""


@dataclass(frozen=True)
class Enclosure:
    """A PDF that goes with an e-mail."""

    name: str  # in ASCII: no mail program is puzzled by it
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One e-mail to one person."""

    number: str  # the same at every try, so that a letter that went twice can be told by its Message-ID
    recipient: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    language: str
    enclosed: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """A carrier telling us what became of an SMS."""

    provider_id: str
    has_arrived: bool


class SmsGateway(Protocol):
    """Implemented once for each way to a phone, and once by the demo."""

    def send(self, recipient: str, text: str) -> str:
        """Hand over one SMS, however long, and say under which id its receipt will come.

        Raises PartnerUnavailable to be asked again later, Refused if that would not help.
        """

    def receipts(self) -> Sequence[Receipt]:
        """What has been told since the last call. Raises PartnerUnavailable."""


class MailGateway(Protocol):
    """Implemented by SMTP, and by the demo."""

    def send(self, mail: Mail) -> None:
        """Hand over one e-mail. Raises PartnerUnavailable or Refused, as above."""
