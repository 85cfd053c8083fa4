"""Paying, from the slip to the answer of the bank."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.gateway import Kind
from selfcare.payments.models import Payment, State
from tests.browser import Browser
from tests.builders import make_invoice
from tests.payments.company import PAGE, Company, event_for
from tests.payments.test_events import told

GOOD_CODE = "777123"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAY = "Pay 114.89 zł"


@pytest.fixture
def browser(browser: Browser, anna: Customer) -> Browser:
    anna.chosen_language = "en"
    browser.sign_in(anna)
    return browser


def the_payment(db: Session) -> Payment:
    return db.scalars(select(Payment)).one()


def test_a_code_is_handed_on_and_the_page_waits(
    browser: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, blik_code="777 123")

    assert "Confirm in your bank’s app" in browser.text
    assert "confirm 114.89 zł" in browser.text
    assert [checkout.amount for checkout in company.asked] == [Money(11489)]
    assert company.asked[0].return_url == f"https://selfcare.example.org/payments/{the_payment(db).id}/return"
    assert company.asked[0].title == invoice.number


def test_the_code_is_kept_nowhere(browser: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, blik_code="777431")

    for table in Payment.metadata.sorted_tables:
        assert all("777431" not in str(row) for row in db.execute(select(table))), table.name


def test_once_the_money_is_there_the_page_says_so(
    browser: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(11489)))

    browser.open(f"/payments/{the_payment(db).id}")

    assert browser.text.startswith("Payments Payment made")
    assert browser.response.headers["X-Renew"] == f"/ /invoices /invoices/{invoice.id}"
    assert browser.page.xpath("//*[@data-unpaid='0']")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("111111", "The bank does not know this code."), ("700703", "used before"), ("500500", "The bank declined")],
)
def test_a_refused_code_is_explained_and_may_be_followed_by_another(
    browser: Browser, invoice: Invoice, company: Company, code: str, sentence: str
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, status=422, blik_code=code)
    said = browser.text
    browser.press(PAY, blik_code=GOOD_CODE)

    assert sentence in said
    assert "No money was taken" in said
    assert code not in said
    assert len({checkout.reference for checkout in company.asked}) == 2


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_not_handed_on(browser: Browser, invoice: Invoice, company: Company, code: str) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, status=422, blik_code=code)

    assert "Type the six digits" in browser.text
    assert company.asked == []


@pytest.mark.parametrize("method", ["bank", "card"])
def test_other_ways_lead_to_the_companys_page(
    browser: Browser, invoice: Invoice, company: Company, method: str
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, status=303, method=method)

    assert browser.response.location == PAGE
    assert PAGE.startswith(company.page_origins[0])


def test_coming_back_proves_nothing(browser: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, status=303, method="bank")

    browser.open(f"/payments/{the_payment(db).id}/return")

    assert "We are waiting for the bank" in browser.text
    assert the_payment(db).state == State.PENDING


def test_a_silent_company_takes_nothing_and_the_page_says_so(
    browser: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    company.is_silent = True

    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, status=503, blik_code=GOOD_CODE)

    assert "The payment company is not answering. No money was taken." in browser.text
    assert browser.response.headers["Retry-After"]
    assert the_payment(db).state == State.FAILED


def test_a_form_that_is_sent_again_leads_to_the_same_payment(
    browser: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    form = browser.page
    browser.press(PAY, blik_code=GOOD_CODE)
    first = browser.address
    browser.page, browser.address = form, f"/invoices/{invoice.id}/pay"
    browser.press(PAY, blik_code=GOOD_CODE)

    assert browser.address == first
    assert len(company.asked) == 1


def test_all_that_is_owed_is_paid_in_one_go(
    browser: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    browser.open("/payments/pay")
    browser.press("Pay 164.89 zł", blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(16489)))

    assert company.asked[0].title == "1002456"
    assert [(part.number, part.amount) for part in the_payment(db).parts] == [
        (older.number, Money(5000)),
        (invoice.number, Money(11489)),
    ]
    assert (invoice.left_to_pay, older.left_to_pay) == (Money(), Money())


def test_only_what_is_overdue(browser: Browser, invoice: Invoice, older: Invoice, company: Company) -> None:
    browser.open("/payments/pay?what=overdue")
    browser.press("Pay 50.00 zł", blik_code=GOOD_CODE)

    assert company.asked[0].amount == Money(5000)
    assert invoice.left_to_pay


def test_some_of_the_invoices_or_another_amount(
    browser: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    browser.open("/payments/choose")
    browser.press("Pay this amount", amount="70,50")
    browser.press("Pay 70.50 zł", blik_code=GOOD_CODE)

    assert [part.amount for part in the_payment(db).parts] == [Money(5000), Money(2050)]


def test_paying_ahead_becomes_credit(browser: Browser, db: Session, anna: Customer, company: Company) -> None:
    browser.open("/payments/choose")
    browser.press("Pay this amount", amount="100")
    browser.press("Pay 100.00 zł", blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(10000)))
    browser.open("/payments")

    assert "Your credit 100.00 zł" in browser.text


def test_an_amount_that_changed_meanwhile_is_shown_first(
    browser: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    browser.open("/payments/pay")
    older.left_to_pay = Money()
    db.flush()
    browser.press("Pay 164.89 zł", status=409, blik_code=GOOD_CODE)

    assert "The amount to pay has changed meanwhile." in browser.text
    assert company.asked == []
    browser.press(PAY, blik_code=GOOD_CODE)


def test_what_is_paid_is_not_paid_again(browser: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    invoice.left_to_pay = Money()
    db.flush()
    browser.press(PAY, status=409, blik_code=GOOD_CODE)

    assert browser.notice == "This is already paid. There is nothing left to pay."


@pytest.mark.parametrize("amount", ["0,50", "200000"])
def test_an_amount_has_bounds(browser: Browser, invoice: Invoice, company: Company, amount: str) -> None:
    browser.open(f"/payments/pay?amount={amount}")
    button = browser.page.xpath("//form//button[@data-busy]")[0].text_content()
    browser.press(" ".join(button.split()), status=409, blik_code=GOOD_CODE)

    assert "You can pay from 1 to 100,000 zł here." in browser.text


@pytest.mark.parametrize(
    "address", ["/payments/pay?amount=x", "/invoices/x/pay", "/payments?year=x", "/payments?after=x"]
)
def test_strange_addresses_are_not_found(browser: Browser, invoice: Invoice, address: str) -> None:
    browser.open(address, status=404)


def test_another_currency_is_paid_by_transfer(browser: Browser, db: Session, anna: Customer, company: Company) -> None:
    euro = make_invoice(db, anna, "EUR/1", currency="EUR")

    browser.open(f"/invoices/{euro.id}/pay", status=303)

    assert browser.response.location.endswith(f"/invoices/{euro.id}#transfer")


def test_without_a_company_there_is_the_transfer(browser: Browser, anna: Customer) -> None:
    browser.open("/payments/pay?amount=20")

    assert "Paying online is switched off" in browser.text
    assert anna.bank_account in browser.response.get_data(as_text=True)


def test_others_payments_are_not_there(
    browser: Browser, db: Session, bartek: Customer, invoice: Invoice, company: Company
) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, blik_code=GOOD_CODE)
    number = the_payment(db).id
    browser.sign_in(bartek)

    for part in ("", "/state", "/return", "/pdf"):
        browser.open(f"/payments/{number}{part}", status=404)
    browser.open(f"/invoices/{invoice.id}/pay", status=404)


def test_too_many_tries_must_wait(browser: Browser, invoice: Invoice, company: Company) -> None:
    for _ in range(15):
        browser.open(f"/invoices/{invoice.id}/pay")
        browser.press(PAY, status=422, blik_code="111111")
    browser.press(PAY, status=429, blik_code=GOOD_CODE)

    assert len(company.asked) == 15


def test_another_payment_under_way_is_mentioned(browser: Browser, invoice: Invoice, company: Company) -> None:
    browser.open(f"/invoices/{invoice.id}/pay")
    browser.press(PAY, blik_code=GOOD_CODE)

    browser.open(f"/invoices/{invoice.id}/pay")

    assert "Another payment is waiting for the bank: 114.89 zł." in browser.text


class TestTheWaitingPage:
    """It asks by itself, for two minutes."""

    @pytest.fixture
    def payment(self, browser: Browser, db: Session, invoice: Invoice, company: Company) -> Payment:  # noqa: ARG002
        browser.open(f"/invoices/{invoice.id}/pay")
        browser.press(PAY, blik_code=GOOD_CODE)
        return the_payment(db)

    def test_it_counts_down(self, browser: Browser, payment: Payment) -> None:
        browser.open(f"/payments/{payment.id}/state", headers=HTMX)

        assert browser.page.xpath("//*[@id='waiting']/@data-hx-trigger") == ["every 2s"]

    def test_it_goes_on_when_there_is_news(self, browser: Browser, db: Session, payment: Payment) -> None:
        told(db, event_for(payment.reference, Kind.PAID, payment.amount))

        browser.open(f"/payments/{payment.id}/state", headers=HTMX)

        assert browser.response.headers["HX-Redirect"] == f"/payments/{payment.id}"

    def test_without_a_script_it_is_the_payments_page(self, browser: Browser, db: Session, payment: Payment) -> None:
        told(db, event_for(payment.reference, Kind.FAILED, payment.amount))

        browser.open(f"/payments/{payment.id}/state")

        assert "The payment did not work" in browser.text
        assert "The bank declined the payment. No money was taken." in browser.text

    def test_after_two_minutes_it_stops_asking_and_stays_honest(
        self, browser: Browser, db: Session, payment: Payment
    ) -> None:
        payment.created_at = clock.now() - timedelta(minutes=3)
        db.flush()

        browser.open(f"/payments/{payment.id}")

        assert "We are waiting for the bank to confirm 114.89 zł." in browser.text
        assert not browser.page.xpath("//*[@data-hx-trigger]")

    def test_what_expired_says_so(self, browser: Browser, db: Session, payment: Payment) -> None:
        payment.state = State.EXPIRED
        db.flush()

        browser.open(f"/payments/{payment.id}")

        assert "Nobody confirmed the payment" in browser.text

    def test_without_a_script_the_page_comes_anew_by_itself(self, browser: Browser, payment: Payment) -> None:
        browser.open(f"/payments/{payment.id}")

        assert browser.page.xpath("//head/noscript/meta[@http-equiv='refresh']/@content") == ["5"]
