"""What we need from a virus scanner, in our own words."""

from typing import Protocol

# EICAR's test file, in two parts: whole, it would make scanners stop this very file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class VirusScanner(Protocol):
    """Looks into a file before it is kept."""

    def is_infected(self, content: bytes) -> bool:
        """Whether it found something. Raises PartnerUnavailable when it does not answer: then nothing is kept."""


class OnlyTheTestFile:
    """Without a scanner: knows nothing but the file that tells whether one works."""

    def is_infected(self, content: bytes) -> bool:
        return EICAR in content
