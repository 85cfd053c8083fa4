"""The portal as commands open it: settings from the environment, and from the data folder if it is a demo's."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import click
from flask import Flask
from sqlalchemy.exc import DatabaseError

from selfcare import create_app
from selfcare.brand import BrandWrong
from selfcare.commands import bug_reports
from selfcare.config import Settings, SettingsWrong
from selfcare.database import db
from selfcare.demo import folder
from selfcare.web import logs

SHORTEST_KEY = 32


class CannotStart(click.ClickException):
    """Something must be mended before this can run. One line on standard error."""

    exit_code = 2


def settings_from_environment(env: Mapping[str, str] | None = None) -> Settings:
    """Read SELFCARE_*, of this process or of `env`. Raises CannotStart naming everything that is wrong."""
    try:
        settings = Settings.from_env(os.environ if env is None else env)
        if demo_key := folder.secret_key_of(settings.data):
            return _as_demo(settings, demo_key)
        _check_for_real_use(settings)
        if settings.sentry_dsn:
            bug_reports.send_to(settings.sentry_dsn)
    except SettingsWrong as error:
        raise CannotStart(str(error)) from error
    return settings


def open_portal(env: Mapping[str, str] | None = None, *, create_database: bool = False) -> Flask:
    """The whole portal, ready for an `app_context()`. Raises CannotStart when settings or brand are wrong."""
    settings = settings_from_environment(env)
    logs.set_up(settings.log_level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every connection that it is one
    if create_database:
        settings.data.mkdir(parents=True, exist_ok=True)
    try:
        return create_app(settings, create_database=create_database)
    except BrandWrong as error:
        raise CannotStart(str(error)) from error


@contextmanager
def portal_context(*, create_database: bool = False) -> Iterator[Settings]:
    """Work inside the portal; a database that cannot be reached is one sentence, not a traceback."""
    app = open_portal(create_database=create_database)
    with closing(app), app.app_context():
        try:
            yield cast("Settings", app.extensions["settings"])
        except DatabaseError as error:
            said = " ".join(str(error.orig).split())
            raise CannotStart(f"The database cannot be used: {said}. Has `selfcare db upgrade` run?") from error


@contextmanager
def closing(app: Flask) -> Iterator[None]:
    """Let go of the database at the end, whatever happened."""
    with app.app_context():
        engine = db.engine
    try:
        yield
    finally:
        engine.dispose()


def _as_demo(settings: Settings, secret_key: str) -> Settings:
    """A demo's key is of its own, whatever the environment says; its database too, or it would fill a real one."""
    if settings.database_url:
        raise SettingsWrong("SELFCARE_DATABASE_URL: a demo keeps its own database; unset it, or SELFCARE_DATA")
    settings = replace(settings, demo=True, secret_key=secret_key)
    return folder.with_desk(settings.data, folder.with_bank(settings.data, settings))


def _check_for_real_use(settings: Settings) -> None:
    wrong = settings.missing()
    if len(settings.secret_key) < SHORTEST_KEY:
        wrong.insert(0, f"SELFCARE_SECRET_KEY: required, at least {SHORTEST_KEY} characters")
    if wrong:
        raise SettingsWrong("; ".join(wrong))
