"""ClamAV's daemon, over TCP (INSTREAM, https://docs.clamav.net/manual/Usage/Scanning.html#clamd)."""

import socket
import struct

from selfcare.attachments.gateway import EICAR
from selfcare.errors import PartnerUnavailable

_PATIENCE = 8  # seconds
_AT_ONCE = 64 * 1024


class Clamd:
    """One connection for each file."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)

    def is_infected(self, content: bytes) -> bool:
        try:
            answer = self._ask(content)
        except OSError as error:
            raise PartnerUnavailable(f"the virus scanner: {error}") from error
        if not answer.endswith((b"OK", b"FOUND")):
            raise PartnerUnavailable("the virus scanner says neither yes nor no")
        return answer.endswith(b"FOUND") or EICAR in content

    def _ask(self, content: bytes) -> bytes:
        with socket.create_connection((self._host, self._port), timeout=_PATIENCE) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _AT_ONCE):
                part = content[start : start + _AT_ONCE]
                connection.sendall(struct.pack("!L", len(part)) + part)
            connection.sendall(struct.pack("!L", 0))
            return b"".join(iter(lambda: connection.recv(4096), b"")).rstrip(b"\0\n")
