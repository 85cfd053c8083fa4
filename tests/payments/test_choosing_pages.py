"""What to pay and how much: odd amounts, nothing, too much at once, two windows."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy.orm import Session

from selfcare.balance import actions as balance
from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from selfcare.payments.gateway import Kind
from tests.browser import Browser
from tests.builders import NOON, make_invoice
from tests.payments.company import Company, event_for
from tests.payments.test_events import told
from tests.payments.test_pay_pages import GOOD_CODE, PAY, the_payment


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("0,50", "You can pay from 1 to 100,000 zł here."),
        ("200000", "You can pay from 1 to 100,000 zł here."),
        ("-5", "You can pay from 1 to 100,000 zł here."),
        ("fifty", "Type an amount such as 50 or 49.99."),
        ("1.234,56", "Type an amount such as 50 or 49.99."),
        ("1,2345", "Type an amount such as 50 or 49.99."),
    ],
)
def test_what_is_no_amount_is_explained_at_the_field(
    annas: Browser, invoice: Invoice, amount: str, sentence: str
) -> None:
    annas.open("/payments/choose")
    annas.press("Pay this amount", status=422, amount=amount)

    assert annas.page.xpath("string(//*[@id='amount-error'])").strip() == sentence
    assert annas.page.xpath("//input[@id='amount']/@value") == [amount]


@pytest.mark.parametrize("typed", ["1 234,56", "1\u00a0234,56\u00a0zł", "1\u202f234.56", " 1234,56 ZŁ", "+1234.560"])
def test_an_amount_is_read_as_people_write_it(annas: Browser, invoice: Invoice, company: Company, typed: str) -> None:
    annas.open("/payments/choose")
    annas.press("Pay this amount", amount=typed)
    annas.press("Pay 1,234.56 zł", blik_code=GOOD_CODE)

    assert company.asked[0].amount == Money(123456)


def test_nothing_chosen_is_not_everything(annas: Browser, invoice: Invoice, older: Invoice) -> None:
    annas.open("/payments/choose")
    annas.press("Pay the chosen ones", status=422, invoice=None)

    assert "Choose at least one invoice." in annas.text
    assert "Pay 164.89" not in annas.text


def test_what_is_overdue_is_one_tap(annas: Browser, invoice: Invoice, older: Invoice, company: Company) -> None:
    annas.open("/payments/choose")
    (late,) = annas.page.xpath("//a[contains(., 'Pay only what is overdue: 50.00')]/@href")
    annas.open(late)

    assert "Pay 50.00 zł" in annas.text


def test_where_all_of_it_is_overdue_there_is_nothing_to_choose(annas: Browser, older: Invoice) -> None:
    annas.open("/payments/choose")

    assert "only what is overdue" not in annas.text


def test_when_there_is_nothing_to_pay_one_may_pay_ahead(annas: Browser, anna: Customer) -> None:
    annas.open("/payments/pay")

    assert annas.address == "/payments/choose"
    assert "It lowers your next invoice." in annas.text


def test_two_hundred_invoices_are_paid_in_turns_and_the_page_says_so(
    annas: Browser, db: Session, anna: Customer, company: Company
) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(200)]
    invoices = [make_invoice(db, anna, f"FV/OLD/{day}", total=Money(1000), due_on=day) for day in days]
    balance.charge_all(db, invoices, now=NOON)

    annas.open("/payments/pay?what=overdue")
    said = annas.text
    annas.press("Pay 600.00 zł", blik_code=GOOD_CODE)

    assert "At most 60 invoices at once, the oldest first." in said
    assert [part.number for part in the_payment(db).parts] == [f"FV/OLD/{day}" for day in days[:60]]


def test_paid_in_two_windows_the_second_is_credit(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    annas.open(f"/invoices/{invoice.id}/pay")
    second_window = annas.page
    annas.press(PAY, blik_code=GOOD_CODE)
    annas.open(f"/invoices/{invoice.id}/pay")
    warned = annas.text
    annas.press(PAY, blik_code=GOOD_CODE)
    for checkout in company.asked:
        told(db, event_for(checkout.reference, Kind.PAID, checkout.amount))
    annas.page, annas.address = second_window, f"/invoices/{invoice.id}/pay"
    annas.press(PAY, status=409, blik_code=GOOD_CODE)
    annas.open("/payments")

    assert "Another payment is waiting for the bank" in warned
    assert len(company.asked) == 2
    assert "Your credit 114.89 zł" in annas.text


def test_a_name_of_sixty_letters_fits_everywhere(
    annas: Browser, db: Session, anna: Customer, invoice: Invoice, company: Company
) -> None:
    anna.name = "Wiśniewska-Świętopełkowska Józefina Apolonia Łucja Żółć-Gęśl"
    annas.open(f"/invoices/{invoice.id}/pay")
    annas.press(PAY, blik_code=GOOD_CODE)
    told(db, event_for(company.asked[0].reference, Kind.PAID, Money(11489)))
    annas.open(f"/payments/{the_payment(db).id}/pdf")

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(annas.response.data)).pages)
    assert "".join(anna.name.split()) in "".join(text.split())
