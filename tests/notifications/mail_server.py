"""A real SMTP server in a thread of the test."""

import asyncio
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.notifications.ports import free_port

_PATIENCE = 90


class MailServer:
    """Keeps what it gets. `answers`: what it says to the next letters instead of 250; clear `may_answer`: they wait."""

    def __init__(self, *answers: str, port: int = 0) -> None:
        self.port = port or free_port()
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.asked = threading.Event()  # somebody has sent a whole letter and waits for our answer
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.at_recipient = ""  # what it says to RCPT TO
        self._answers = list(answers)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._controller.stop()

    @property
    def recipients(self) -> list[str]:
        return [recipient for _sender, recipients in self.envelopes for recipient in recipients]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.asked.set()
        await asyncio.to_thread(self.may_answer.wait, _PATIENCE)
        answer = self._answers.pop(0) if self._answers else "250 OK"
        if answer.startswith("250"):
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
            self.letters.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        return answer
