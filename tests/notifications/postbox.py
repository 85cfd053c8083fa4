"""Where tests find what was sent: a phone and a letter box that keep everything, codes too."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy.orm import Session

from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Mail, Receipt
from selfcare.outbox import worker


@dataclass
class Postbox:
    """Both carriers at once. `is_silent`: nobody answers there."""

    db: Session
    sms: list[tuple[str, str]] = field(default_factory=list)  # (number, text)
    mails: list[Mail] = field(default_factory=list)
    told: list[Receipt] = field(default_factory=list)
    is_silent: bool = False

    def send(self, recipient: str | Mail, text: str = "") -> str:
        if self.is_silent:
            raise PartnerUnavailable("postbox: silent")
        if isinstance(recipient, Mail):
            self.mails.append(recipient)
        else:
            self.sms.append((recipient, text))
        return f"sms-{len(self.sms)}"

    def receipts(self) -> Sequence[Receipt]:
        if self.is_silent:
            raise PartnerUnavailable("postbox: silent")
        told, self.told = self.told, []
        return told

    def newest_code(self) -> str:
        """Let the worker send what waits, and read the six digits in the newest text."""
        worker.drain(self.db)
        texts = [*(mail.text for mail in self.mails), *(text for _number, text in self.sms)]
        return str([match for text in texts for match in re.findall(r"\b\d{6}\b", text)][-1])


@contextmanager
def postbox_of(app: Flask, db: Session) -> Iterator[Postbox]:
    """Everything the app sends goes into this box while the test runs."""
    box = Postbox(db)
    before = {name: app.extensions[name] for name in ("sms_gateway", "mail_gateway")}
    app.extensions |= {"sms_gateway": box, "mail_gateway": box}
    yield box
    app.extensions |= before
