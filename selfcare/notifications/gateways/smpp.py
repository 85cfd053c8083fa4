"""SMS through an operator's own SMS centre: SMPP 3.4 by smpplib, one transceiver per process."""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections.abc import Sequence
from typing import Any

from smpplib import consts, exceptions
from smpplib.client import Client

from selfcare import clock
from selfcare.errors import PartnerUnavailable
from selfcare.notifications.gateway import Receipt, Refused
from selfcare.notifications.gsm7 import parts_of

PATIENCE = 5  # seconds for each answer of the centre
_BIND_AGAIN = 30  # seconds before we ask again only to hear of receipts

_WITH_HEADER = 0x40  # esm_class: the text begins with a header that says which part it is (5.2.12)
_IS_RECEIPT = 0x04
_ARRIVED, _LOST = {"DELIVRD"}, {"EXPIRED", "DELETED", "UNDELIV", "REJECTD"}  # appendix B
_STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}  # message_state, 5.2.28
_FOR_GOOD = {
    consts.SMPP_ESME_RINVDSTADR,
    consts.SMPP_ESME_RINVDSTTON,
    consts.SMPP_ESME_RINVDSTNPI,
    consts.SMPP_ESME_RINVMSGLEN,
}
_SILENT = (exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError, OSError)

_LOGGER = "smpplib"
logging.getLogger(_LOGGER).setLevel(logging.CRITICAL)  # it tells texts and numbers; what fails, we say ourselves

_receipt_id = re.compile(rb"\bid:([^ ]+)")
_receipt_state = re.compile(rb"\bstat:([A-Z]+)")


class SmppSms:
    """Binds when there is something to send, and again after the line was lost. Threads take turns."""

    def __init__(
        self, host: str, port: int, *, system_id: str, password: str, sender: str, patience: float = PATIENCE
    ) -> None:
        self._address = (host, port)
        self._login = {"system_id": system_id, "password": password}
        self._source = _source(sender)
        self._patience = patience
        self._turn = threading.Lock()
        self._client: Any = None
        self._answer: Any = None  # the centre's answer to what was submitted last
        self._received: list[Receipt] = []
        self._bind_not_before = 0.0

    def send(self, recipient: str, text: str) -> str:
        """As the port says. The id is that of the last part."""
        coding, parts = parts_of(text)
        if len(parts) > 255:
            raise Refused("too long for an SMS")
        with self._turn:
            try:
                self._bind()
                return [self._submit(recipient, coding, part) for part in _with_headers(parts)][-1]
            except _SILENT as error:
                self._hang_up()
                raise _judged(error) from error

    def receipts(self) -> Sequence[Receipt]:
        with self._turn:
            if self._client is None and clock.seconds() < self._bind_not_before:
                return ()
            try:
                self._bind()
                self._client.poll(auto_send_enquire_link=False)
            except _SILENT as error:
                self._hang_up()
                self._bind_not_before = clock.seconds() + _BIND_AGAIN
                raise PartnerUnavailable(f"SMPP: {type(error).__name__}") from error
            received, self._received = self._received, []
            return received

    def close(self) -> None:
        with self._turn:
            self._hang_up()

    def _bind(self) -> None:
        if self._client is not None:
            return
        self._client = client = Client(
            *self._address, timeout=self._patience, logger_name=_LOGGER, allow_unknown_opt_params=True
        )
        client.set_message_sent_handler(self._note_answer)
        client.set_message_received_handler(self._note_receipt)
        client.connect()
        client.bind_transceiver(**self._login)

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()

    def _submit(self, recipient: str, coding: int, part: tuple[int, bytes]) -> str:
        esm_class, octets = part
        sent = self._client.send_message(
            **self._source,
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=recipient.removeprefix("+"),
            short_message=octets,
            esm_class=esm_class,
            data_coding=coding,
            registered_delivery=True,
        )
        self._answer = None
        until = clock.seconds() + self._patience
        while self._answer is None or self._answer.sequence != sent.sequence:
            if clock.seconds() > until:
                raise exceptions.ConnectionError("no answer")
            self._client.read_once(auto_send_enquire_link=False)
        return _text(self._answer.message_id)

    def _note_answer(self, pdu: Any) -> None:
        self._answer = pdu

    def _note_receipt(self, pdu: Any) -> None:
        """Keep what a receipt says; anything else (somebody answering our SMS) is thanked for and dropped."""
        if not pdu.esm_class & _IS_RECEIPT:
            return
        said = pdu.short_message or b""
        number = _text(pdu.receipted_message_id) or _found(_receipt_id, said)
        state = _STATES.get(pdu.message_state) if pdu.message_state else _found(_receipt_state, said)
        if number and state in _ARRIVED | _LOST:
            self._received.append(Receipt(number, has_arrived=state in _ARRIVED))


def _source(sender: str) -> dict[str, object]:
    """A number, a short code, or up to eleven letters."""
    if sender.startswith("+"):
        ton, npi = consts.SMPP_TON_INTL, consts.SMPP_NPI_ISDN
    elif sender.isdigit():
        ton, npi = consts.SMPP_TON_UNK, consts.SMPP_NPI_ISDN
    else:
        ton, npi = consts.SMPP_TON_ALNUM, consts.SMPP_NPI_UNK
        sender = sender.encode("ascii", "ignore").decode()[:11]
    return {"source_addr_ton": ton, "source_addr_npi": npi, "source_addr": sender.removeprefix("+")}


def _with_headers(parts: list[bytes]) -> list[tuple[int, bytes]]:
    """esm_class and octets of each part; several parts are told apart by a header (TS 23.040, 9.2.3.24.1)."""
    if len(parts) == 1:
        return [(0, parts[0])]
    which = secrets.randbelow(256)
    head = [bytes([5, 0, 3, which, len(parts), number]) for number in range(1, len(parts) + 1)]
    return [(_WITH_HEADER, header + part) for header, part in zip(head, parts, strict=True)]


def _judged(error: Exception) -> Exception:
    status = error.args[1] if isinstance(error, exceptions.PDUError) and len(error.args) > 1 else None
    if status in _FOR_GOOD:
        return Refused(f"SMPP: status {status:#x}")
    return PartnerUnavailable(f"SMPP: {type(error).__name__}" + (f" {status:#x}" if status else ""))


def _found(pattern: re.Pattern[bytes], said: bytes) -> str:
    match = pattern.search(said)
    return _text(match[1]) if match else ""


def _text(octets: bytes | str | None) -> str:
    if isinstance(octets, bytes):
        return octets.decode("ascii", "replace").rstrip("\x00")
    return octets or ""
