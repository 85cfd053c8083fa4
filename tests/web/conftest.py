"""The portal with pages that fail in every way a page can."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import TooManyRequests
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from selfcare import create_app, database
from selfcare.config import Settings
from selfcare.errors import PartnerUnavailable, RuleBroken, TooMany
from selfcare.money import Money
from selfcare.web.access import open_to_everyone
from selfcare.web.pages import page
from tests.browser import Browser

FAILURES: dict[str, Exception] = {
    "rule": RuleBroken(),
    "too-many": TooMany(retry_after=90),
    "too-many-requests": TooManyRequests(retry_after=7),
    "partner": PartnerUnavailable("sms centre"),
    "locked": OperationalError("SELECT 1", {}, Exception("database is locked")),
    "pool": PoolTimeout("no connection within 4 s"),
    "mistake": ProgrammingError("SELECT nothing", {}, Exception("no such column")),
    "bug": ZeroDivisionError("secret-detail"),
}


class EveryField(FlaskForm):
    """One of each kind of field."""

    login = StringField(
        "Login", description="Number or e-mail", validators=[InputRequired("Enter a login."), Length(max=5)]
    )
    note = StringField("Note", validators=[MayBeEmpty()])
    password = PasswordField("Password", validators=[InputRequired("Enter a password."), Length(min=12)])
    code = StringField("Code")
    mine = BooleanField("My device", description="Remember me")


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, create_database=True)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader({"kit.html": KIT})])  # type: ignore[list-item]
    for name, error in FAILURES.items():
        app.add_url_rule(f"/try/{name}", f"try_{name}", open_to_everyone(_failing(error)))
    app.add_url_rule("/try/kit", "try_kit", open_to_everyone(_kit), methods=["GET", "POST"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        database.migrations.upgrade()
        database.session().close()
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def english(browser: Browser) -> None:
    """Strangers choose a language by a cookie."""
    browser.speak("en")


@pytest.fixture
def brand_file(tmp_path: Path) -> Callable[[str, str], Path]:
    """The demo's operator file with one thing changed."""
    from selfcare.brand import DEMO_FILE  # noqa: PLC0415

    def write(old: str, new: str) -> Path:
        text = DEMO_FILE.read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "operator.toml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return write


def _failing(error: Exception) -> Callable[[], Response]:
    def view() -> Response:
        raise error

    return view


def _kit() -> Response:
    form = EveryField()
    is_wrong = form.is_submitted() and not form.validate()
    amount = Money(int(request.args.get("grosze", "-123450")))
    return page("kit.html", form=form, amount=amount, status=422 if is_wrong else 200)


KIT = """
{% extends layout %}
{% block title %}Kit{% endblock %}
{% block main %}
<h1 tabindex="-1">Kit</h1>{{ ui.back("/invoices", "Back") }}
<form method="post" action="/try/kit">{{ ui.csrf() }}{{ ui.errors(form) }}
{{ ui.field(form.login, autocomplete="username") }}{{ ui.field(form.note) }}
{{ ui.password(form.password, "current-password") }}
{{ ui.code_field(form.code) }}{{ ui.check(form.mine) }}{{ ui.button("Send") }}
{{ ui.button("Other", kind="plain", wide=False, icon="x", name="do", value="other") }}
{{ ui.resend("Send again", 24) }}</form>
{{ ui.note("", "Plain") }}{{ ui.note("warn", "Careful", live=True) }}{{ ui.tag("bad", "late", icon="clock") }}
{{ ui.hero(amount, "EUR") }}{{ ui.money(amount) }}{{ ui.copy("123", "Copy it", shown="1 23") }}
{{ ui.empty("inbox", "Nothing", "Yet") }}{{ ui.empty("inbox", "Nothing more", "Yet", "/", "Start") }}
{% endblock %}
"""
