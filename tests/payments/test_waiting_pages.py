"""The page that waits: it asks by itself, for two minutes."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.invoices.models import Invoice
from selfcare.payments.gateway import Kind
from selfcare.payments.models import Payment, State
from tests.browser import Browser
from tests.payments.company import Company, event_for
from tests.payments.test_events import told
from tests.payments.test_pay_pages import GOOD_CODE, PAY, the_payment

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def payment(annas: Browser, db: Session, invoice: Invoice, company: Company) -> Payment:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code=GOOD_CODE)
    return the_payment(db)


def test_it_counts_down(annas: Browser, payment: Payment) -> None:
    annas.open(f"/payments/{payment.id}/state", headers=HTMX)

    assert annas.page.xpath("//*[@id='waiting']/@data-hx-trigger") == ["every 2s"]


def test_it_goes_on_when_there_is_news(annas: Browser, db: Session, payment: Payment) -> None:
    told(db, event_for(payment.reference, Kind.PAID, payment.amount))

    annas.open(f"/payments/{payment.id}/state", headers=HTMX)

    waiting = annas.page.xpath("//*[@id='waiting']")[0]
    assert (waiting.get("data-hx-trigger"), waiting.get("data-hx-get")) == ("load", f"/payments/{payment.id}")


def test_without_a_script_it_is_the_payments_page(annas: Browser, db: Session, payment: Payment) -> None:
    told(db, event_for(payment.reference, Kind.FAILED, payment.amount))

    annas.open(f"/payments/{payment.id}/state")

    assert "The payment did not work" in annas.text
    assert "The bank declined the payment. No money was taken." in annas.text


def test_after_two_minutes_it_stops_asking_and_stays_honest(annas: Browser, db: Session, payment: Payment) -> None:
    payment.created_at = clock.now() - timedelta(minutes=3)
    db.flush()

    annas.open(f"/payments/{payment.id}")

    assert "We are waiting for the bank to confirm 114.89 zł." in annas.text
    assert not annas.page.xpath("//*[@data-hx-trigger]")


def test_what_expired_says_so(annas: Browser, db: Session, payment: Payment) -> None:
    payment.state = State.EXPIRED
    db.flush()

    annas.open(f"/payments/{payment.id}")

    assert "Nobody confirmed the payment" in annas.text


def test_without_a_script_the_page_comes_anew_by_itself(annas: Browser, payment: Payment) -> None:
    annas.open(f"/payments/{payment.id}")

    assert annas.page.xpath("//head/noscript/meta[@http-equiv='refresh']/@content") == ["5"]
