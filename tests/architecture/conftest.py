"""A portal to look at: wired, but without a database behind it."""

from pathlib import Path

import pytest
from flask import Flask

from selfcare import create_app
from selfcare.config import Settings
from tests.conftest import SECRET_KEY


@pytest.fixture(scope="session")
def wired() -> Flask:
    return create_app(Settings(data=Path("nowhere"), secret_key=SECRET_KEY))
