"""A picture as iPhones take it. Nobody here can write one, so it is the smallest one there is, ready made."""

import base64
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def heic() -> bytes:
    return base64.b64decode((Path(__file__).parent / "small.heic.base64").read_text())
