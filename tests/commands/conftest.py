"""Installations of their own for the commands: an empty place on either database, and the console to work on it."""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import NullPool, create_engine, make_url, text

from selfcare import clock
from selfcare.commands import console
from selfcare.commands.portal import open_portal
from tests.conftest import SECRET_KEY


@dataclass(frozen=True)
class Installation:
    """A data folder, a database, and what one types there."""

    data: Path
    database_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        return {
            "SELFCARE_DATA": str(self.data),
            "SELFCARE_DATABASE_URL": self.database_url,
            "SELFCARE_SECRET_KEY": SECRET_KEY,
            **self.more,
        }

    def run(self, *arguments: str, exit_code: int = 0) -> Result:
        result = CliRunner(env=self.env).invoke(console, arguments)
        assert result.exit_code == exit_code, f"{result.output}{result.exception!r}"
        return result

    def portal(self) -> Flask:
        return open_portal(self.env)


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """Commands set up clock and log for the whole process."""
    yield
    clock.follow(None)
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Nothing in it yet, not even tables."""
    if request.param == "sqlite":
        yield Installation(tmp_path / "data")
    else:
        with new_database(request.getfixturevalue("postgresql")) as url:
            yield Installation(tmp_path / "data", url)


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """With all its tables."""
    if request.param == "sqlite":
        yield request.getfixturevalue("embedded")
    else:
        (tmp_path / "data").mkdir()
        model = make_url(request.getfixturevalue("model_database")).database
        with new_database(request.getfixturevalue("postgresql"), model) as url:
            yield Installation(tmp_path / "data", url)


@pytest.fixture
def embedded(model_folder: Path, tmp_path: Path) -> Installation:
    """The same on SQLite alone, for what has nothing to do with the database."""
    shutil.copytree(model_folder, tmp_path / "data")
    return Installation(tmp_path / "data")


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After `db upgrade`, to be copied: all migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("model") / "data"
    Installation(folder).run("db", "upgrade")
    return folder


@pytest.fixture(scope="session")
def model_database(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same on PostgreSQL."""
    with new_database(postgresql) as url:
        Installation(tmp_path_factory.mktemp("model"), url).run("db", "upgrade")
        yield url


@contextmanager
def new_database(server: str, model: str | None = "template1") -> Iterator[str]:
    """The address of a database like that one (an empty one) on a PostgreSQL server, gone afterwards."""
    url = make_url(server)
    name = f"commands_{secrets.token_hex(4)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {model}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
