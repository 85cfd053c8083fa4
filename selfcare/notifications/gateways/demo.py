"""The demo's carriers: everything appears where the demo was started. `selfcare messages` shows it again."""

import itertools
import sys
from collections.abc import Sequence

from selfcare.notifications.gateway import Mail, MailGateway, Receipt


class PrintedSms:
    """An SMS that goes no further than the screen."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def send(self, recipient: str, text: str) -> str:
        _show(f"SMS → {recipient}", text)
        return f"demo-{next(self._numbers)}"

    def receipts(self) -> Sequence[Receipt]:
        return ()


class PrintedMail:
    """An e-mail on the screen, and then on its way if there is one."""

    def __init__(self, beyond: MailGateway | None = None) -> None:
        self._beyond = beyond

    def send(self, mail: Mail) -> None:
        if self._beyond:
            self._beyond.send(mail)
        enclosed = "".join(f"\n[{paper.name}, {len(paper.content)} B]" for paper in mail.enclosed)
        _show(f"E-mail → {mail.recipient}   {mail.subject}", mail.text + enclosed)


def _show(title: str, text: str) -> None:
    """In a frame, in one piece: several threads write here."""
    lines = [f"╭─ {title}", *(f"│ {line}".rstrip() for line in text.splitlines()), "╰─"]
    sys.stdout.write("\n".join(["", *lines, ""]))
    sys.stdout.flush()
