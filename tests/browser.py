"""A browser without a screen: keeps CSRF on, sends hidden fields as a person would, and checks every page it opens."""

import re
import secrets
from collections import Counter
from datetime import timedelta
from typing import Any

import html5lib
from flask import Flask
from lxml import etree, html
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from selfcare import clock
from selfcare.auth.models import SessionRow
from selfcare.auth.signed_in import hash_of
from selfcare.customers.models import Customer
from selfcare.staff.models import StaffMember, StaffSession

ORIGIN = "https://selfcare.example.org"
_WORDS = re.compile(r'"[^"&<>]*"|(?<=>)[^<&]+')  # values and texts that cannot make a page invalid
_valid: set[int] = set()


class Browser:
    """What a customer does: open an address, follow a link, press a button."""

    def __init__(self, app: Flask, db: Session) -> None:
        self._client = app.test_client()
        self._app = app
        self._db = db
        self.response: TestResponse
        self.page: Any = None  # lxml tree of the last HTML page
        self.address = "/"

    def sign_in(self, customer: Customer, **facts: Any) -> SessionRow:
        """Begin a session directly; only the tests of signing in do it through the pages."""
        token = secrets.token_urlsafe(32)
        now = clock.now()
        row = SessionRow(
            **{
                "token_hash": hash_of(token),
                "customer_id": customer.id,
                "stage": "signed_in",
                "login_key": b"",
                "created_at": now,
                "seen_at": now,
                "proved_at": now,
                "expires_at": now + timedelta(hours=12),
                **facts,
            }
        )
        self._db.add(row)
        self._db.flush()
        self._client.set_cookie(self._app.config["SID_COOKIE"], token, domain="selfcare.example.org", secure=True)
        return row

    def sign_in_staff(self, member: StaffMember, **facts: Any) -> StaffSession:
        """The same on the other side of the counter."""
        token = secrets.token_urlsafe(32)
        now = clock.now()
        moments = {"created_at": now, "seen_at": now, "expires_at": now + timedelta(hours=8)}
        row = StaffSession(**{"token_hash": hash_of(token), "member_id": member.id, **moments, **facts})
        self._db.add(row)
        self._db.flush()
        self._client.set_cookie(self._app.config["STAFF_COOKIE"], token, domain="selfcare.example.org", secure=True)
        return row

    def open(self, address: str, *, status: int = 200, headers: dict[str, str] | None = None) -> "Browser":
        """Open an address. Redirects are followed when a page was expected."""
        return self._take(self._ask("GET", address, headers=headers), status)

    def press(
        self, button: str, *, status: int = 200, headers: dict[str, str] | None = None, **fields: Any
    ) -> "Browser":
        """Press the button with this text: send its form with all its hidden and filled-in fields."""
        form, pressed = self._form_of(button)
        known = {name for name in form.inputs.keys() if name}  # noqa: SIM118  # lxml's InputGetter is no dict
        assert fields.keys() <= known, f"the form has no field {fields.keys() - known}, only {known}"
        values = dict(form.form_values())
        values |= {name: value for name, value in fields.items() if value is not None}
        values = {name: value for name, value in values.items() if fields.get(name, "") is not None}
        if pressed.get("name"):
            values[pressed.get("name")] = pressed.get("value", "")
        address = form.get("action") or self.address
        if form.method.upper() == "GET":
            return self._take(self._ask("GET", address, query_string=values), status)
        sent = self._ask("POST", address, data=values, headers={"Origin": ORIGIN, **(headers or {})})
        return self._take(sent, status)

    @property
    def text(self) -> str:
        """What a person reads in the main part, with single plain spaces."""
        return " ".join("".join(self.page.find(".//main").itertext()).replace("\u2060", "").split())

    @property
    def notice(self) -> str:
        """The one sentence of a page that says no."""
        return " ".join(self.page.find(".//main//p[@class='notice']").itertext()).strip()

    def links(self) -> list[str]:
        return [link.get("href") for link in self.page.iterfind(".//main//a[@href]")]

    def cookie(self, name: str) -> str | None:
        found = self._client.get_cookie(name, domain="selfcare.example.org")
        return found.value if found else None

    def speak(self, language: str) -> None:
        """Choose a language before signing in; a signed-in customer's own choice wins."""
        self._client.set_cookie("language", language, domain="selfcare.example.org", secure=True)

    def forget_cookies(self) -> None:
        self._client = self._app.test_client()

    def _ask(self, method: str, address: str, **options: Any) -> TestResponse:
        """One request with a context and a session of its own, as outside of tests."""
        self._db.flush()
        with self._app.app_context():
            answer = self._client.open(address, method=method, base_url=ORIGIN, **{"buffered": True, **options})
            answer.request.environ["wsgi.input"].close()  # a large form lies in a temporary file
            return answer

    def _take(self, response: TestResponse, status: int) -> "Browser":
        self._db.expire_all()
        while response.status_code in {302, 303} and status not in {302, 303}:
            self.address = response.location
            response = self._ask("GET", response.location)
        assert response.status_code == status, f"{response.status_code}: {response.get_data(as_text=True)[:2000]}"
        self.response = response
        self.address = response.request.full_path.rstrip("?")
        if response.mimetype == "text/html" and response.data:
            self.page = html.document_fromstring(response.get_data(as_text=True))
            if response.data.lstrip().lower().startswith(b"<!doctype"):
                check_page(response.get_data(as_text=True))
        return self

    def _form_of(self, button: str) -> tuple[Any, Any]:
        for pressed in self.page.iterfind(".//form//button"):
            if button in {
                " ".join("".join(pressed.itertext()).replace("\u2060", "").split()),
                pressed.get("aria-label"),
            }:
                return next(pressed.iterancestors("form")), pressed
        raise AssertionError(f"no button {button!r} on {self.address}")


def check_page(text: str) -> None:
    """Valid HTML5; one h1 that is also in the title; no id twice; a label for each field."""
    skeleton = hash(_WORDS.sub("", text))
    if skeleton not in _valid:  # the parser is slow, and most pages differ only in words from one seen before
        html5lib.HTMLParser(strict=True).parse(text)
        _valid.add(skeleton)
    page: Any = html.document_fromstring(text)
    headings = [" ".join("".join(h1.itertext()).split()) for h1 in page.iterfind(".//h1")]
    assert len(headings) == 1, headings
    title = " ".join(page.find(".//title").text.split())
    assert headings[0] in title, (headings[0], title)
    twice = [name for name, times in Counter(page.xpath("//@id")).items() if times > 1]
    assert not twice, twice
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert _has_label(page, field), etree.tostring(field)


def _has_label(page: Any, field: Any) -> bool:
    if field.get("aria-label") or field.get("aria-labelledby"):
        return True
    by_id = field.get("id") and page.xpath("//label[@for=$id]", id=field.get("id"))
    return bool(by_id) or any(True for _ in field.iterancestors("label"))
