"""Paying, from the slip to the answer of the bank."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

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
PAY = "Pay 114.89 zł"


def the_payment(db: Session) -> Payment:
    return db.scalars(select(Payment)).one()


def test_a_code_is_handed_on_and_the_page_waits(
    annas: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code="777 123")

    assert "Confirm in your bank’s app" in annas.text
    assert "confirm 114.89 zł" in annas.text
    assert [checkout.amount for checkout in company.asked] == [Money(11489)]
    assert company.asked[0].return_url == f"https://selfcare.example.org/payments/{the_payment(db).id}/return"
    assert company.asked[0].title == invoice.number


def test_once_the_money_is_there_the_page_says_so(
    annas: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(11489)))

    annas.open(f"/payments/{the_payment(db).id}")

    assert annas.text.startswith("Payments Payment made")
    assert annas.response.headers["X-Renew"] == f"/ /invoices /invoices/{invoice.id}"
    assert annas.page.xpath("//*[@data-unpaid='0']")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("111111", "The bank does not know this code."), ("700703", "used before"), ("500500", "The bank declined")],
)
def test_a_refused_code_is_explained_and_may_be_followed_by_another(
    annas: Browser, invoice: Invoice, company: Company, code: str, sentence: str
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=422, blik_code=code)
    said = annas.text
    annas.press(PAY, blik_code=GOOD_CODE)

    assert sentence in said
    assert "No money was taken" in said
    assert code not in said
    assert len({checkout.reference for checkout in company.asked}) == 2


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_not_handed_on(annas: Browser, invoice: Invoice, company: Company, code: str) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=422, blik_code=code)

    assert "Type the six digits" in annas.text
    assert company.asked == []


@pytest.mark.parametrize("method", ["bank", "card"])
def test_other_ways_lead_to_the_companys_page(annas: Browser, invoice: Invoice, company: Company, method: str) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=303, method=method)

    assert annas.response.location == PAGE
    assert PAGE.startswith(company.page_origins[0])


def test_coming_back_proves_nothing(annas: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=303, method="bank")

    annas.open(f"/payments/{the_payment(db).id}/return")

    assert "We are waiting for the bank" in annas.text
    assert the_payment(db).state == State.PENDING


def test_a_silent_company_takes_nothing_and_the_page_says_so(
    annas: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    company.is_silent = True

    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, status=503, blik_code=GOOD_CODE)

    assert "The payment company is not answering. No money was taken." in annas.text
    assert annas.response.headers["Retry-After"]
    assert the_payment(db).state == State.FAILED


def test_a_form_that_is_sent_again_leads_to_the_same_payment(
    annas: Browser, db: Session, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    form = annas.page
    annas.press(PAY, blik_code=GOOD_CODE)
    first = annas.address
    annas.page, annas.address = form, f"/invoices/{invoice.id}/pay"
    annas.press(PAY, blik_code=GOOD_CODE)

    assert annas.address == first
    assert len(company.asked) == 1


def test_all_that_is_owed_is_paid_in_one_go(
    annas: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    annas.open("/payments/pay")
    annas.press("Pay 164.89 zł", blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(16489)))

    assert company.asked[0].title == "1002456"
    assert [(part.number, part.amount) for part in the_payment(db).parts] == [
        (older.number, Money(5000)),
        (invoice.number, Money(11489)),
    ]
    assert (invoice.left_to_pay, older.left_to_pay) == (Money(), Money())


def test_only_what_is_overdue(annas: Browser, invoice: Invoice, older: Invoice, company: Company) -> None:
    annas.open("/payments/pay?what=overdue")
    annas.press("Pay 50.00 zł", blik_code=GOOD_CODE)

    assert company.asked[0].amount == Money(5000)
    assert invoice.left_to_pay


def test_some_of_the_invoices_or_another_amount(
    annas: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    annas.open("/payments/choose")
    annas.press("Pay this amount", amount="70,50")
    annas.press("Pay 70.50 zł", blik_code=GOOD_CODE)

    assert [part.amount for part in the_payment(db).parts] == [Money(5000), Money(2050)]


def test_paying_ahead_becomes_credit(annas: Browser, db: Session, anna: Customer, company: Company) -> None:
    annas.open("/payments/choose")
    annas.press("Pay this amount", amount="100")
    annas.press("Pay 100.00 zł", blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(10000)))
    annas.open("/payments")

    assert "Your credit 100.00 zł" in annas.text


def test_an_amount_that_changed_meanwhile_is_shown_first(
    annas: Browser, db: Session, invoice: Invoice, older: Invoice, company: Company
) -> None:
    annas.open("/payments/pay")
    older.left_to_pay = Money()
    db.flush()
    annas.press("Pay 164.89 zł", status=409, blik_code=GOOD_CODE)

    assert "The amount to pay has changed meanwhile." in annas.text
    assert company.asked == []
    annas.press(PAY, blik_code=GOOD_CODE)


def test_what_is_paid_is_not_paid_again(annas: Browser, db: Session, invoice: Invoice, company: Company) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    invoice.left_to_pay = Money()
    db.flush()
    annas.press(PAY, status=409, blik_code=GOOD_CODE)

    assert annas.notice == "This is already paid. There is nothing left to pay."


def test_a_script_is_told_where_to_go_on(annas: Browser, invoice: Invoice, company: Company) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, method="card", headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert annas.response.headers["HX-Redirect"] == PAGE


@pytest.mark.parametrize("address", ["/invoices/x/pay", "/payments?year=x", "/payments?after=x"])
def test_strange_addresses_are_not_found(annas: Browser, invoice: Invoice, address: str) -> None:
    annas.open(address, status=404)


def test_another_currency_is_paid_by_transfer(annas: Browser, db: Session, anna: Customer, company: Company) -> None:
    euro = make_invoice(db, anna, "EUR/1", currency="EUR")

    annas.open(f"/invoices/{euro.id}/pay", status=303)

    assert annas.response.location.endswith(f"/invoices/{euro.id}#transfer")


def test_without_a_company_there_is_the_transfer(annas: Browser, anna: Customer) -> None:
    annas.open("/payments/pay?amount=20")

    assert "Paying online is switched off" in annas.text
    assert anna.bank_account in annas.response.get_data(as_text=True)


def test_others_payments_are_not_there(
    annas: Browser, db: Session, bartek: Customer, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code=GOOD_CODE)
    number = the_payment(db).id
    annas.sign_in(bartek)

    for part in ("", "/state", "/return", "/pdf"):
        annas.open(f"/payments/{number}{part}", status=404)
    annas.open(f"/invoices/{invoice.id}/pay", status=404)


def test_too_many_tries_must_wait(annas: Browser, invoice: Invoice, company: Company) -> None:
    for _ in range(15):
        annas.open(f"/invoices/{invoice.id}/pay")
        annas.press(PAY, status=422, blik_code="111111")
    annas.press(PAY, status=429, blik_code=GOOD_CODE)

    assert len(company.asked) == 15


def test_another_payment_under_way_is_mentioned(annas: Browser, invoice: Invoice, company: Company) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code=GOOD_CODE)

    annas.open(f"/invoices/{invoice.id}/pay")

    assert "Another payment is waiting for the bank: 114.89 zł." in annas.text
