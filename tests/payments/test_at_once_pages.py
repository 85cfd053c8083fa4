"""Twelve equal presses at the same moment, on a real database with real connections: one payment."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from selfcare import clock, create_app, database
from selfcare.auth.models import SessionRow
from selfcare.auth.signed_in import hash_of
from selfcare.balance.queries import balance_of
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.gateway import Kind
from selfcare.payments.models import Payment, PaymentEvent
from selfcare.tables import Table
from tests.browser import ORIGIN
from tests.builders import make_bartek, make_tariff
from tests.conftest import SECRET_KEY
from tests.payments.company import Company, event_for
from tests.payments.conftest import owed
from tests.payments.test_events import begun

PRESSES = 12


@pytest.fixture
def own_database(database_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database whose transactions end in real commits; gone after the test."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path}/own.db"
        return
    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute("CREATE DATABASE pay_at_once")
        yield url.set(database="pay_at_once").render_as_string(hide_password=False)
        connection.execute("DROP DATABASE pay_at_once WITH (FORCE)")


@pytest.fixture
def shop() -> Company:
    return Company()


@pytest.fixture
def portal(own_database: str, tmp_path: Path, shop: Company) -> Iterator[Flask]:
    facts: dict[str, Any] = {"secret_key": SECRET_KEY, "database_url": own_database, "public_url": ORIGIN}
    app = create_app(Settings(data=tmp_path, **facts, payment_gateway=shop.name), create_database=True)
    app.extensions["payment_gateways"] = {shop.name: shop}
    with app.app_context():
        Table.metadata.create_all(database.db.engine)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def customer(portal: Flask) -> tuple[Customer, Invoice, str]:
    """Bartek with an invoice, signed in."""
    token = secrets.token_urlsafe(32)
    with portal.app_context():
        db = database.session()
        bartek = make_bartek(db, make_tariff(db))
        invoice = owed(db, bartek, "FV/12")
        _sign_in(db, bartek, token)
        db.commit()
    return bartek, invoice, token


def test_twelve_equal_presses_are_one_payment(
    portal: Flask, shop: Company, customer: tuple[Customer, Invoice, str]
) -> None:
    who, invoice, token = customer
    address = f"/invoices/{invoice.id}/pay"
    client = _client(portal, token)
    page: Any = html.document_fromstring(client.get(address, base_url=ORIGIN).get_data(as_text=True))
    form = next(form for form in page.forms if "blik_code" in form.fields)
    sent = {**dict(form.form_values()), "blik_code": "777123"}
    cookies = client._cookies
    barrier = Barrier(PRESSES)

    def press(_number: int) -> tuple[int, str]:
        presser = portal.test_client()
        presser._cookies = cookies
        barrier.wait()
        answer = presser.post(address, data=sent, base_url=ORIGIN, headers={"Origin": ORIGIN})
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(PRESSES) as hands:
        answers = set(hands.map(press, range(PRESSES)))

    with portal.app_context():
        found = database.session().scalars(select(Payment).where(Payment.customer_id == who.id)).all()
    assert len(found) == 1
    assert len(shop.asked) == 1
    assert answers == {(303, f"/payments/{found[0].id}")}


def test_twelve_equal_notices_at_once_pay_once(
    portal: Flask, shop: Company, customer: tuple[Customer, Invoice, str]
) -> None:
    bartek, invoice, _token = customer
    with portal.app_context():
        payment = begun(database.session(), bartek, invoice)
        database.session().commit()
    event = event_for(payment.reference, Kind.PAID, payment.amount)
    barrier = Barrier(PRESSES)
    body = f'{{"reference": "{event.reference}", "kind": "paid", "amount": {event.amount.grosze}}}'

    def tell(_number: int) -> int:
        teller = portal.test_client()
        barrier.wait()
        headers = {"X-Word": "right"}
        return teller.post(f"/hooks/payments/{shop.name}", data=body, base_url=ORIGIN, headers=headers).status_code

    with ThreadPoolExecutor(PRESSES) as hands:
        answers = list(hands.map(tell, range(PRESSES)))

    with portal.app_context():
        events = database.session().scalars(select(PaymentEvent.verdict)).all()
        balance = database.session().scalar(balance_of(bartek))
    assert answers == [200] * PRESSES
    assert events == ["applied"]
    assert balance == Money()


def _client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(app.config["SID_COOKIE"], token, domain="selfcare.example.org", secure=True)
    return client


def _sign_in(db: Session, customer: Customer, token: str) -> None:
    now = clock.now()
    facts = {"stage": "signed_in", "login_key": b"", "created_at": now, "seen_at": now, "proved_at": now}
    expires_at = now + timedelta(hours=12)
    db.add(SessionRow(token_hash=hash_of(token), customer_id=customer.id, expires_at=expires_at, **facts))
