"""A box for what is sent."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.notifications.postbox import Postbox, postbox_of


@pytest.fixture
def postbox(app: Flask, db: Session) -> Iterator[Postbox]:
    with postbox_of(app, db) as box:
        yield box
